"""Count what the house style for names forbids: `python -m tests.naming [--list]`.

A name that is a bare participle or adjective (`found`, `kept`, `due`), a class name with two meanings, a dataclass that
takes four fields or more by position, and the sizes of modules and functions. Migrations, the catalog and the hostile
code of the attack suite don't count. Neither do tests, except for dataclasses. Members of an enum may be participles
(`PASSED` is a state).
"""

from __future__ import annotations

import argparse
import ast
import re
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
IRREGULAR = re.compile(
    "begun|born|bought|bound|broken|brought|built|caught|chosen|dealt|done|drawn|driven|eaten|fallen|felt|flown|forgotten"
    "|fought|found|frozen|given|gone|got|gotten|grown|heard|held|hidden|hung|kept|known|laid|led|left|lent|lost|made"
    "|meant|met|paid|ridden|risen|rung|said|sent|seen|shaken|shown|sold|sought|spent|split|stolen|stood|stuck|struck"
    "|sworn|swept|taken|taught|thought|thrown|told|understood|woken|won|worn|written"
)
ADJECTIVES = re.compile("able|alike|alive|alone|bare|due|likely|unlike|usual|whole")
REGULAR = re.compile("(?!(?:bed|embed|feed|need|red|seed|shed|speed|thread|weed)$)[a-z]{2,}ed")
STANDARD = frozenset({"expected"})  # beside `actual`, in every test library
STORED = {  # (file, name): the reason why a stored name stays
    ("curriculum/models/base.py", "retired"): "a column, and a key of the content's format",
    ("curriculum/actions.py", "retired"): "the same",
    ("exercises/catalogue/models.py", "retired"): "a column, called as in the curriculum's models",
    ("personal_data/archive.py", "verified"): "a column of allauth's EmailAddress",
}
NOT_OURS = re.compile(r"(^|/)migrations/|^exercises/catalog/|^runner/(attack/threats|tests/(benign/solutions|blind))/")
TESTS = re.compile(r"(^|/)tests/|^conftest\.py$")
ENUMS = frozenset({"Enum", "IntegerChoices", "IntEnum", "StrEnum", "TextChoices"})
MAX_POSITIONAL_FIELDS = 3
FRAMEWORK = frozenset({"Command", "Config", "Media", "Meta"})  # a name that Django looks for


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.naming", description=__doc__)
    parser.add_argument("--list", action="store_true", help="print each name with its place")
    options = parser.parse_args(argv)
    bare, twins, positional = bare_names(), duplicate_classes(), positional_dataclasses()
    if options.list:
        sys.stdout.writelines(f"{place}: {name}\n" for place, name in bare)
        sys.stdout.writelines(f"class {name}: {', '.join(places)}\n" for name, places in twins.items())
        sys.stdout.writelines(f"{place}: {name} is not kw_only\n" for place, name in positional)
    lengths, functions = module_lengths(), function_lengths()
    sys.stdout.write(
        f"bare names: {len(bare)} in {len({place for place, _ in bare})} files\n"
        f"class names defined twice: {len(twins)}\n"
        f"dataclasses with over {MAX_POSITIONAL_FIELDS} positional fields: {len(positional)}\n"
        f"modules: {len(lengths)}, median {statistics.median(lengths):.0f} lines\n"
        f"functions: {len(functions)}, median {statistics.median(functions):.0f} lines,"
        f" {sum(lines > 40 for lines in functions)} over 40\n"
    )
    return 0


def sources() -> list[Path]:
    """Our modules without tests."""
    return [path for path in modules() if not TESTS.search(str(path.relative_to(ROOT)))]


def modules() -> list[Path]:
    """Our modules, tests included, from git."""
    paths = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    return [ROOT / path for path in paths if not NOT_OURS.search(path) and (ROOT / path).exists()]


def is_bare(name: str) -> bool:
    """Whether a name is one participle or adjective and nothing else.

    >>> [is_bare(name) for name in ("found", "_KEPT", "found_at", "seed", "is_retired", "LearnerNeed")]
    [True, True, False, False, False, False]
    """
    word = name.strip("_").lower()
    is_compound = re.search("[a-z][A-Z]", name) is not None
    return (
        not is_compound
        and word not in STANDARD
        and any(form.fullmatch(word) for form in (IRREGULAR, ADJECTIVES, REGULAR))
    )


def bare_names() -> list[tuple[str, str]]:
    """(file, name) of each, once in a file. Not those of STORED."""
    names = [(str(path.relative_to(ROOT)), name) for path in sources() for name in sorted(_bound_names(_tree(path)))]
    return [place for place in names if place not in STORED]


def _bound_names(tree: ast.Module) -> set[str]:
    states = {id(node) for enum in ast.walk(tree) if _is_enum(enum) for node in ast.walk(enum)}
    return {name for node in ast.walk(tree) if id(node) not in states for name in _binds(node) if is_bare(name)}


def _is_enum(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any(ast.unparse(base).split(".")[-1] in ENUMS for base in node.bases)


def _binds(node: ast.AST) -> Iterator[str]:
    """The names that a node binds."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        yield node.attr
    elif isinstance(node, ast.alias) and node.asname:
        yield node.asname


def duplicate_classes() -> dict[str, list[str]]:
    """The files of each class name that more than one class has."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in sources():
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ClassDef) and node.name not in FRAMEWORK:
                places[node.name].append(str(path.relative_to(ROOT)))
    return {name: files for name, files in sorted(places.items()) if len(files) > 1}


def positional_dataclasses() -> list[tuple[str, str]]:
    """(file, name) of each dataclass that takes more than MAX_POSITIONAL_FIELDS by position. Its own fields only."""
    return [
        (str(path.relative_to(ROOT)), node.name)
        for path in modules()
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ClassDef) and positional_fields(node) > MAX_POSITIONAL_FIELDS
    ]


def positional_fields(node: ast.ClassDef) -> int:
    """How many of its own fields a dataclass takes by position; 0 for any other class."""
    decorators = [
        decorator for decorator in node.decorator_list if re.match(r"(\w+\.)?dataclass\b", ast.unparse(decorator))
    ]
    if not decorators or "kw_only=True" in ast.unparse(decorators[0]):
        return 0
    fields = [ast.unparse(statement) for statement in node.body if isinstance(statement, ast.AnnAssign)]
    return sum("ClassVar" not in text and "init=False" not in text for text in fields)


def module_lengths() -> list[int]:
    lengths = [len(path.read_text().splitlines()) for path in sources()]
    return [length for length in lengths if length]


def function_lengths() -> list[int]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for path in sources() for node in ast.walk(_tree(path)) if isinstance(node, functions)]
    return [(node.end_lineno or node.lineno) - node.lineno + 1 for node in nodes]


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
