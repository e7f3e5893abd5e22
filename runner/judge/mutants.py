"""Single-operator mutants of our own correct solutions: each is wrong in one place, so each must fail.

A mutant that no check catches shows a hole in the checks, unless it computes the same (then it is listed in the
exercise's ``equivalent.toml`` with the reason).
"""

from __future__ import annotations

import ast
import copy
import linecache
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

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
_DESCRIPTIONS: dict[type[ast.operator], str] = {  # what is wrong with the code
    ast.Add: "a term is subtracted that should be added",
    ast.Sub: "a term is added that should be subtracted",
    ast.Mult: "there is a division where a product belongs",
    ast.Div: "there is a product where a division belongs",
    ast.FloorDiv: "there is a product where a whole-number division belongs",
    ast.Mod: "there is a product where a remainder belongs",
    ast.Pow: "there is a product where a power belongs",
    ast.BitAnd: "there is an “or” where an “and” belongs",
    ast.BitOr: "there is an “and” where an “or” belongs",
}
_STRICT: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
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


Variant = tuple[str, Any]  # what is wrong, in words that don't show the correct code, and the changed copy


@dataclass(frozen=True, slots=True)
class Mutant:
    """A source that differs from a correct one in one place.

    Attributes:
        file: of the correct one, within its folder.
        change: "old statement → new statement".
        source: the whole text.
    """

    file: str
    change: str
    source: str

    def module(self) -> ModuleType:
        """The source, run as a module. It is ours, so it may run in this process."""
        module = ModuleType("mutant")
        lines = self.source.splitlines(keepends=True)
        linecache.cache[self.file] = (len(self.source), None, lines, self.file)  # where Triton reads a kernel
        code = compile(self.source, self.file, "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102 - our own, mutated
        return module


def mutants(source: str, file: str) -> Iterator[Mutant]:
    """Every single-operator mutant of the source, in the order of its lines. None is equal to another in its text."""
    tree = ast.parse(source)
    statements = {id(statement): ast.unparse(statement) for statement in tree.body}
    original = _unparse(tree, statements)
    texts = {original}
    for _, variant in variants(tree):
        text = _unparse(variant, statements)
        if text not in texts:
            texts.add(text)
            yield Mutant(file, _change(original, text), text)


def _unparse(tree: Any, texts: dict[int, str]) -> str:
    """The text of a module. A variant shares all statements but one with the original, whose texts are known."""
    return "\n".join(texts.get(id(statement)) or ast.unparse(statement) for statement in tree.body)


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


def variants(node: ast.AST, own: Callable[[ast.AST], Iterator[Variant]] | None = None) -> Iterator[Variant]:
    """Copies of the node, each changed in one place, in it or below, and ready to be compiled.

    Args:
        node: of correct code, with its places in the source.
        own: makes those of a single node; the mutants of the audit if omitted.
    """
    own = own or _own_variants
    for words, variant in own(node):
        yield words, variant if hasattr(variant, "lineno") else ast.copy_location(variant, node)
    for name, value in ast.iter_fields(node):
        if name in _IGNORED_FIELDS:
            continue
        if isinstance(value, ast.AST):
            for words, variant in variants(value, own):
                yield words, changed_copy(node, name, variant)
        elif isinstance(value, list):
            for i, item in enumerate(value):
                for words, variant in variants(item, own) if isinstance(item, ast.AST) else ():
                    yield words, changed_copy(node, name, [*value[:i], variant, *value[i + 1 :]])


def _own_variants(node: ast.AST) -> Iterator[Variant]:
    if isinstance(node, ast.expr):
        yield from _expressions(node)
    elif isinstance(node, ast.stmt):
        yield from _statements(node)
    elif isinstance(node, ast.keyword) and node.arg in ("axis", "dim"):
        for _, value in variants(node.value):
            yield "one operation runs along another axis", changed_copy(node, "value", value)
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield "a filter is missing", changed_copy(node, "ifs", node.ifs[1:])


def _statements(node: ast.stmt) -> Iterator[Variant]:
    if isinstance(node, ast.AugAssign):
        yield from _other_operators(node, node.op)
        yield "a value is replaced that should be added to, or changed", ast.Assign([node.target], node.value)
    if isinstance(node, ast.If | ast.While):
        yield "a special case isn’t handled", changed_copy(node, "test", _truth_value(False, node))
    if isinstance(node, ast.If):
        yield "a special case is handled where it doesn’t apply", changed_copy(node, "test", _truth_value(True, node))
    removable = ast.Assign | ast.AugAssign | ast.Break | ast.Continue
    if isinstance(node, removable) or (isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)):
        yield "a step is missing", ast.Pass()


def _truth_value(value: bool, original: ast.stmt) -> ast.Constant:
    return ast.copy_location(ast.Constant(value), original)


def _expressions(node: ast.expr) -> Iterator[Variant]:
    match node:
        case ast.BinOp():
            yield from _other_operators(node, node.op)
        case ast.UnaryOp():
            yield "a sign is missing" if isinstance(node.op, ast.USub) else "a “not” is missing", node.operand
        case ast.BoolOp():
            connective = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield "an “and” and an “or” are mixed up", changed_copy(node, "op", connective)
        case ast.Compare():
            for i, operator in enumerate(node.ops):
                for kind in _COMPARISONS[type(operator)]:
                    variant = changed_copy(node, "ops", [*node.ops[:i], kind(), *node.ops[i + 1 :]])
                    yield _describe_comparison(type(operator), kind), variant
        case ast.IfExp():
            yield "a condition is taken as always true", node.body
            yield "a condition is taken as always false", node.orelse
        case ast.Constant():
            yield from _constants(node.value)
        case ast.Slice():
            for slice_part in ("lower", "upper", "step"):
                if getattr(node, slice_part) is not None:
                    yield "a slice takes too much", changed_copy(node, slice_part, None)
        case ast.Call():
            for i, keyword in enumerate(node.keywords):
                words = f"one call lacks its argument `{keyword.arg}`" if keyword.arg else "one call lacks arguments"
                yield words, changed_copy(node, "keywords", node.keywords[:i] + node.keywords[i + 1 :])
        case ast.Name() if node.id in _NAMES and isinstance(node.ctx, ast.Load):
            yield f"there is `{_NAMES[node.id]}` where `{node.id}` belongs", changed_copy(node, "id", _NAMES[node.id])
        case ast.Attribute() if node.attr in _NAMES:
            yield (
                f"there is `{_NAMES[node.attr]}` where `{node.attr}` belongs",
                changed_copy(node, "attr", _NAMES[node.attr]),
            )


def _describe_comparison(operator: type[ast.cmpop], mutation: type[ast.cmpop]) -> str:
    sign, new_sign = _STRICT.get(operator, ""), _STRICT.get(mutation, "")
    if sign and new_sign and sign[0] == new_sign[0]:
        return "a comparison is wrong when both sides are equal: look at ties and at the ends of ranges"
    return "a comparison is the wrong way round"


def _constants(value: object) -> Iterator[tuple[str, ast.Constant]]:
    if isinstance(value, bool):
        yield f"there is {not value} where {value} belongs", ast.Constant(not value)
    elif isinstance(value, int):
        yield "a number is too large by one", ast.Constant(value + 1)
        if value > 0:
            yield "a number is too small by one", ast.Constant(value - 1)
    elif isinstance(value, float):
        yield "a number is wrong by a factor of 2", ast.Constant(value * 2 if value else 1.0)


def _other_operators(node: ast.BinOp | ast.AugAssign, operator: ast.operator) -> Iterator[Variant]:
    mutation = _ARITHMETIC.get(type(operator))
    if mutation is not None:
        yield _DESCRIPTIONS[type(operator)], changed_copy(node, "op", mutation())


def changed_copy(node: ast.AST, name: str, value: object) -> ast.AST:
    """A shallow copy of the node with one field changed."""
    clone = copy.copy(node)
    setattr(clone, name, value)
    return clone
