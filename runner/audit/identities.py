"""Mutants that compute the same by an identity of arithmetic, so that nobody has to list them.

Both sources are brought to a form in which the identity makes no difference, and compared. What the checks saw plays no
part: values that agree on every call may show a weak check. So each rule holds for all numbers but these: the sign of a
zero may differ, and two sums of which one is larger by rounding only may become equal.

- ``x - 0`` is ``x + 0``, and ``x / 1.0`` is ``x * 1.0``.
- A mean is a sum where only the place of the smallest or largest, or the order, is taken from it: ``.sum(axis=1)
  .argmin()``, ``np.argsort(np.mean(x, axis=1))``, or by a name that a function assigns once and uses for nothing else.
"""

from __future__ import annotations

import ast
from collections import Counter

_PLACES = frozenset({"argmin", "argmax", "argsort"})
_LIBRARIES = frozenset({"np", "numpy", "torch"})
_KEYWORDS = frozenset({"axis", "dim", "keepdims", "keepdim"})  # with where=, rows have unequal counts
_MAX_ARGUMENTS = 2
_UNEVEN = frozenset({"ma", "masked_array", "groupby"})  # with these, too
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def computes_the_same(source: str, mutant: str) -> bool:
    """Whether the two differ by identities only. ``False`` if in doubt."""
    return _form(source) == _form(mutant)


def _form(source: str) -> str:
    tree = _Arithmetic().visit(ast.parse(source))
    if not any(_makes_doubtful(node) for node in ast.walk(tree)):
        for node in ast.walk(tree):
            if isinstance(node, _Function):
                _write_means_as_sums(node)
    return ast.dump(tree)


def _makes_doubtful(node: ast.AST) -> bool:
    """Whether a mean may be of unequal counts, or a name may be used where this module doesn't look."""
    names = {getattr(node, field, None) for field in ("attr", "id", "name")}
    return bool(names & _UNEVEN) or isinstance(node, ast.Global | ast.Nonlocal)


class _Arithmetic(ast.NodeTransformer):
    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        node.op = _same_operator(node.op, node.right)
        return self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        node.op = _same_operator(node.op, node.value)
        return self.generic_visit(node)


def _same_operator(operator: ast.operator, right: ast.expr) -> ast.operator:
    value = right.value if isinstance(right, ast.Constant) else None
    if isinstance(operator, ast.Sub) and type(value) in (int, float) and value == 0:
        return ast.Add()
    if isinstance(operator, ast.Div) and type(value) is float and value == 1:
        return ast.Mult()
    return operator


def _write_means_as_sums(function: _Function) -> None:
    """Do so where only places are taken from a mean."""
    nodes = list(ast.walk(function))
    operands = [operand for node in nodes if (operand := _operand_of_places(node)) is not None]
    names = [node for node in nodes if isinstance(node, ast.Name)]
    uses = Counter(node.id for node in names if isinstance(node.ctx, ast.Load))
    uses.subtract(operand.id for operand in operands if isinstance(operand, ast.Name))
    targets = Counter(node.id for node in names if not isinstance(node.ctx, ast.Load))
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]) if targets[name] == 1 and uses[name] == 0:
                operands.append(node.value)
    for operand in operands:
        if isinstance(operand, ast.Call) and isinstance(mean := operand.func, ast.Attribute) and _is_plain(operand):
            mean.attr = {"mean": "sum"}.get(mean.attr, mean.attr)


def _operand_of_places(node: ast.AST) -> ast.expr | None:
    """The array whose places a call takes; None for anything else."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _PLACES):
        return None
    is_function = isinstance(node.func.value, ast.Name) and node.func.value.id in _LIBRARIES
    return (node.args[0] if node.args else None) if is_function else node.func.value


def _is_plain(call: ast.Call) -> bool:
    return len(call.args) <= _MAX_ARGUMENTS and all(keyword.arg in _KEYWORDS for keyword in call.keywords)
