"""One meaning for each class name, functions that fit on a screen, and large dataclasses with fields by name."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.lint.files import ROOT, tracked

MAX_FUNCTION_LINES = 40
MAX_POSITIONAL_FIELDS = 3
NOT_OURS = re.compile(
    r"(^|/)migrations/|^exercises/catalog/|^projects/(tests/)?catalog/"
    r"|^runner/(attack/threats|tests/(benign/solutions|blind))/"
)
TESTS = re.compile(r"(^|/)tests/|^conftest\.py$")
FRAMEWORK = frozenset({"Command", "Config", "Media", "Meta"})  # names that Django looks for


def problems() -> Iterator[str]:
    files: dict[str, list[str]] = defaultdict(list)
    for path in tracked("*.py"):
        name = str(path.relative_to(ROOT))
        if NOT_OURS.search(name):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield from _problems_of(node, path, is_test=TESTS.search(name) is not None)
            if isinstance(node, ast.ClassDef) and node.name not in FRAMEWORK and not TESTS.search(name):
                files[node.name].append(name)
    for class_name, names in files.items():
        if len(names) > 1:
            yield f"{names[0]}: {class_name} is a class in {', '.join(names[1:])} too; give each a name of its own"


def _problems_of(node: ast.AST, path: Path, *, is_test: bool) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not is_test:
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > MAX_FUNCTION_LINES:
            yield f"{path.relative_to(ROOT)}:{node.lineno}: {node.name} has {lines} lines; split it at a step"
    if isinstance(node, ast.ClassDef) and positional_fields(node) > MAX_POSITIONAL_FIELDS:
        yield f"{path.relative_to(ROOT)}:{node.lineno}: make {node.name} a dataclass with kw_only=True"


def positional_fields(node: ast.ClassDef) -> int:
    """Return how many of its own fields a dataclass takes by position; 0 for any other class."""
    decorators = [
        decorator for decorator in node.decorator_list if re.match(r"(\w+\.)?dataclass\b", ast.unparse(decorator))
    ]
    if not decorators or "kw_only=True" in ast.unparse(decorators[0]):
        return 0
    fields = [ast.unparse(statement) for statement in node.body if isinstance(statement, ast.AnnAssign)]
    return sum("ClassVar" not in text and "init=False" not in text for text in fields)
