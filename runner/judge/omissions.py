"""Correct code with something left out or exchanged: a term, a factor, a function, two operands, two arguments.

Learners make these slips, but most exercises have hundreds of them, so the audit doesn't take them for mutants. They
agree with a learner's values by chance more often than a mutant does: see :mod:`runner.judge.mistakes` for what is
asked of them.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from functools import partial

from runner.judge.mutants import Variant, changed_copy, variants

_LEFT_OUT: dict[type[ast.operator], str] = {  # what is wrong if only the first operand is left
    ast.Add: "a term is missing",
    ast.Sub: "a term is missing",
    ast.Mult: "a factor is missing",
    ast.Div: "a division is missing",
    ast.FloorDiv: "a division is missing",
    ast.Mod: "a remainder is missing",
    ast.Pow: "a power is missing",
}
_NOT_COMMUTATIVE: dict[type[ast.operator], str] = {
    ast.Sub: "a difference is the wrong way round",
    ast.Div: "a fraction is upside down",
    ast.MatMult: "two matrices are multiplied in the wrong order",
}
_MODULES = {"np", "numpy", "math", "torch", "F", "linalg", "functional"}
_BUILTINS = {"abs", "float", "int", "max", "min", "reversed", "round", "set", "sorted", "sum"}


def omissions(tree: ast.Module, entry: Collection[str]) -> Iterator[Variant]:
    """Copies of the module, each changed in one place. Arguments take each other's place in the ``entry`` only."""
    yield from variants(tree, _omissions)
    for i, node in enumerate(tree.body):
        if isinstance(node, ast.FunctionDef) and node.name in entry:
            parameters = [argument.arg for argument in node.args.args]
            for words, variant in variants(node, partial(_other_parameters, parameters)):
                yield words, changed_copy(tree, "body", [*tree.body[:i], variant, *tree.body[i + 1 :]])


def _omissions(node: ast.AST) -> Iterator[Variant]:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            if type(op) in _LEFT_OUT:
                yield _LEFT_OUT[type(op)], left
            if isinstance(op, ast.Add | ast.Mult):
                yield _LEFT_OUT[type(op)], right
            if type(op) in _NOT_COMMUTATIVE:
                yield _NOT_COMMUTATIVE[type(op)], changed_copy(changed_copy(node, "left", right), "right", left)
        case ast.Call():
            yield from _calls(node)


def _calls(node: ast.Call) -> Iterator[Variant]:
    """A function that isn't called: its first argument in place of its result."""
    if any(isinstance(argument, ast.Starred) for argument in node.args):
        return
    match node.func:
        case ast.Attribute(value=ast.Name(id=module), attr="where") if module in _MODULES and len(node.args) == 3:
            yield "a condition is taken as always true", node.args[1]
            yield "a condition is taken as always false", node.args[2]
        case ast.Attribute(value=ast.Name(id=module) | ast.Attribute(attr=module), attr=name) if module in _MODULES:
            if node.args:
                yield f"`{name}` is missing", node.args[0]
        case ast.Attribute(value=value, attr=name):
            yield f"`{name}` is missing", value
        case ast.Name(id=name) if node.args:
            yield f"`{name}` is missing" if name in _BUILTINS else "a step is missing", node.args[0]


def _other_parameters(parameters: Sequence[str], node: ast.AST) -> Iterator[Variant]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in parameters:
        for other in parameters:
            if other != node.id:
                yield f"`{other}` is used where `{node.id}` belongs", changed_copy(node, "id", other)
