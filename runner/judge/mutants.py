"""Single-operator mutants of our own correct solutions: each is wrong in one place, so each must fail.

A mutant that no check catches shows a hole in the checks, unless it computes the same (then it is listed in the
exercise's ``equivalent.toml`` with the reason).
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_NAMES = {
    "max": "min",
    "min": "max",
    "maximum": "minimum",
    "minimum": "maximum",
    "argmax": "argmin",
    "argmin": "argmax",
    "sum": "mean",
    "mean": "sum",
    "any": "all",
    "all": "any",
    "zeros": "ones",
    "ones": "zeros",
}
_IGNORED_FIELDS = {"annotation", "returns", "decorator_list", "exc", "cause", "msg"}
_SCRIBBLE = """
def _scribble(value):
    if type(value).__name__ == "ndarray" and value.size:
        value[...] = ~value if value.dtype == bool else value + 1
    elif type(value) is list and value:
        value.append(value[-1])
    elif type(value) in (tuple, dict):
        for item in value.values() if type(value) is dict else value:
            _scribble(item)

def _scribbling(function):
    def wrapped(*args, **kwargs):
        result = function(*args, **kwargs)
        _scribble(args)
        _scribble(kwargs)
        return result
    return wrapped
"""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A source that differs from a correct one in one place. ``change`` is "old statement → new statement"."""

    file: str
    change: str
    source: str


def mutants(source: str, file: str) -> Iterator[Mutant]:
    """Every single-operator mutant of the source, in the order of its lines. None is equal to another in its text."""
    tree = ast.parse(source)
    original = ast.unparse(tree)
    texts = {original}
    for variant in _variants(tree):
        text = ast.unparse(ast.fix_missing_locations(variant))
        if text not in texts:
            texts.add(text)
            yield Mutant(file, _change(original, text), text)


def scribbler(source: str, file: str, entry: Sequence[str]) -> Mutant:
    """The correct values, but every array and list among the arguments is changed in place."""
    wrappers = "".join(f"{name} = _scribbling({name})\n" for name in entry)
    return Mutant(file, "every argument is changed in place", source + _SCRIBBLE + wrappers)


def _change(original: str, text: str) -> str:
    """The one line that differs, before and after."""
    for old, new in zip(original.splitlines(), text.splitlines(), strict=False):
        if old != new:
            return f"{old.strip()} → {new.strip()}"
    return "the end is cut off"


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    """Copies of the node, each changed in one place, in it or below."""
    yield from _own_variants(node)
    for name, value in ast.iter_fields(node):
        if name in _IGNORED_FIELDS:
            continue
        if isinstance(value, ast.AST):
            for variant in _variants(value):
                yield _with(node, name, variant)
        elif isinstance(value, list):
            for i, item in enumerate(value):
                for variant in _variants(item) if isinstance(item, ast.AST) else ():
                    yield _with(node, name, [*value[:i], variant, *value[i + 1 :]])


def _own_variants(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.expr):
        yield from _expressions(node)
    elif isinstance(node, ast.stmt):
        yield from _statements(node)
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield _with(node, "ifs", node.ifs[1:])


def _statements(node: ast.stmt) -> Iterator[ast.AST]:
    if isinstance(node, ast.AugAssign):
        yield from _other_operators(node, node.op)
        yield ast.Assign([node.target], node.value)
    if isinstance(node, ast.If | ast.While):
        yield _with(node, "test", ast.Constant(False))
    if isinstance(node, ast.If):
        yield _with(node, "test", ast.Constant(True))
    removable = ast.Assign | ast.AugAssign | ast.Break | ast.Continue
    if isinstance(node, removable) or (isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)):
        yield ast.Pass()


def _expressions(node: ast.expr) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp():
            yield from _other_operators(node, node.op)
        case ast.UnaryOp():
            yield node.operand
        case ast.BoolOp():
            yield _with(node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
        case ast.Compare():
            for i, operator in enumerate(node.ops):
                for other in _COMPARISONS[type(operator)]:
                    yield _with(node, "ops", [*node.ops[:i], other(), *node.ops[i + 1 :]])
        case ast.IfExp():
            yield node.body
            yield node.orelse
        case ast.Constant():
            yield from _constants(node.value)
        case ast.Slice():
            for slice_part in ("lower", "upper", "step"):
                if getattr(node, slice_part) is not None:
                    yield _with(node, slice_part, None)
        case ast.Call():
            for i in range(len(node.keywords)):
                yield _with(node, "keywords", node.keywords[:i] + node.keywords[i + 1 :])
        case ast.Name() if node.id in _NAMES and isinstance(node.ctx, ast.Load):
            yield _with(node, "id", _NAMES[node.id])
        case ast.Attribute() if node.attr in _NAMES:
            yield _with(node, "attr", _NAMES[node.attr])


def _constants(value: object) -> Iterator[ast.Constant]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
        if value > 0:
            yield ast.Constant(value - 1)
    elif isinstance(value, float):
        yield ast.Constant(value * 2 if value else 1.0)


def _other_operators(node: ast.BinOp | ast.AugAssign, operator: ast.operator) -> Iterator[ast.AST]:
    other = _ARITHMETIC.get(type(operator))
    if other is not None:
        yield _with(node, "op", other())


def _with(node: ast.AST, name: str, value: object) -> ast.AST:
    """A shallow copy of the node with one field changed."""
    clone = copy.copy(node)
    setattr(clone, name, value)
    return clone
