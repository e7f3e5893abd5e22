"""The known mistakes of an exercise: wrong solutions, each with what to tell a learner whose values match it.

Most are edits of correct code, in ``mistakes.toml``::

    [forgets_scale]
    check = "worked_example"
    cause = "You don't divide the scores by the square root of d_k."
    fix = "Divide by np.sqrt(d_k)."
    edit = '''
    -    scores = Q @ K.T / np.sqrt(d_k)
    +    scores = Q @ K.T
    '''

``fix`` is optional, and so is ``base``, the file that is edited: ``solution.py``, or an alternative. Lines of an edit
begin with ``-`` (removed), ``+`` (added) or a space (unchanged). An empty line begins another block. The removed and
unchanged lines of a block must be in the base exactly once and in this order. They may leave out comments. The code
that is built has no comments and docstrings of the base, because these describe correct code.

A mistake that has little in common with correct code is a file of its own, ``mistakes/NAME.py``. The first line of its
docstring names the check, then comes the cause and, below a line ``---``, the fix.
"""

from __future__ import annotations

import ast
import difflib
import inspect
import io
import re
import tokenize
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

EDITS_FILE = "mistakes.toml"
_REQUIRED_KEYS = ("check", "cause", "edit")
_KEYS = (*_REQUIRED_KEYS, "fix", "base")
_FIX = re.compile(r"^---$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_WITH_DOCSTRING = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class MistakesError(ValueError):
    """Mistakes of an exercise can't be read. The text has a line for each problem."""


@dataclass(frozen=True, kw_only=True)
class KnownMistake:
    """A classic wrong solution of ours.

    Attributes:
        check: the name of the check that catches it.
        message: what to tell a learner whose values match it: the cause.
        fix: what to write instead, which they see on request. Empty: the message says all.
        source: the wrong code.
        location: where authors find it in the exercise's folder.
    """

    name: str
    check: str
    message: str
    fix: str
    source: str
    location: str


def read_mistakes(folder: Path) -> tuple[KnownMistake, ...]:
    """Read the mistakes of an exercise's folder. Returns them in the order of their names.

    Raises:
        MistakesError: some can't be read. It names each of them.
    """
    mistakes, problems = read_what_can_be_read(folder)
    if problems:
        raise MistakesError("\n".join(problems))
    return mistakes


def read_what_can_be_read(folder: Path) -> tuple[tuple[KnownMistake, ...], list[str]]:
    """The mistakes that can be read, in the order of their names, and a line for each that can't be."""
    mistakes: dict[str, KnownMistake] = {}
    problems: list[str] = []
    bases: dict[str, _Base] = {}
    try:
        edits = _read_edits(folder)
    except MistakesError as error:
        edits, problems = {}, [str(error)]
    for name, entry in edits.items():
        try:
            mistakes[name] = _from_edit(folder, name, entry, bases)
        except ValueError as error:
            problems.append(f"{folder.name}/{EDITS_FILE}, {name}: {error}")
    for path in sorted((folder / "mistakes").glob("*.py")):
        try:
            if path.stem in mistakes:
                raise ValueError(f"{mistakes[path.stem].location} has the same name")
            mistakes[path.stem] = _from_file(path)
        except ValueError as error:
            problems.append(f"{folder.name}/mistakes/{path.name}: {error}")
    return tuple(mistakes[name] for name in sorted(mistakes)), problems


def edit_code(file: str, source: str, edit: str) -> str:
    """Return the source of a file after an edit.

    Raises:
        ValueError: the edit doesn't fit it.
    """
    return _Base(file, source).edited(edit)


def without_docstring(source: str) -> str:
    """Return the code of a module below its docstring."""
    tree = ast.parse(source)
    if ast.get_docstring(tree) is None:
        return source
    return "".join(source.splitlines(keepends=True)[tree.body[0].end_lineno :]).lstrip()


def _read_edits(folder: Path) -> dict[str, object]:
    try:
        return tomllib.loads((folder / EDITS_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise MistakesError(f"{folder.name}/{EDITS_FILE}: {error}") from error


def _from_file(path: Path) -> KnownMistake:
    source = path.read_text(encoding="utf-8")
    check, _, text = inspect.cleandoc(ast.get_docstring(ast.parse(source)) or "").partition("\n")
    cause, *fix = _FIX.split(text, maxsplit=1)
    if not cause.strip():
        raise ValueError("start with a docstring: the check's name, an empty line, the sentence")
    return KnownMistake(
        name=path.stem,
        check=check.strip().rstrip("."),
        message=_one_line(cause),
        fix=_one_line(*fix),
        source=without_docstring(source),
        location=f"mistakes/{path.name}",
    )


def _from_edit(folder: Path, name: str, entry: object, bases: dict[str, _Base]) -> KnownMistake:
    if not isinstance(entry, dict):
        raise ValueError(f"write it as a table, [{name}]")
    for key, value in entry.items():
        if key not in _KEYS or not isinstance(value, str):
            raise ValueError(f"{key} isn't one of {', '.join(_KEYS)}" if key not in _KEYS else f"{key} isn't a string")
    for key in _REQUIRED_KEYS:
        if not entry.get(key, "").strip():
            raise ValueError(f"it has no {key}")
    file = entry.get("base", "solution.py")
    if file not in bases:
        bases[file] = _read_base(folder, file)
    return KnownMistake(
        name=name,
        check=entry["check"],
        message=_one_line(entry["cause"]),
        fix=_one_line(entry.get("fix", "")),
        source=bases[file].edited(entry["edit"]),
        location=f"{EDITS_FILE}, {name}",
    )


def _read_base(folder: Path, file: str) -> _Base:
    if file != "solution.py" and not re.fullmatch(r"alternatives/\w+\.py", file):
        raise ValueError(f"the base {file} is neither solution.py nor an alternative")
    if not (folder / file).is_file():
        raise ValueError(f"there is no {file}")
    return _Base(file, (folder / file).read_text(encoding="utf-8"))


def _one_line(text: str = "") -> str:
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class _Block:
    """Consecutive lines of code, before and after an edit."""

    before: tuple[str, ...]
    after: tuple[str, ...]


class _Base:
    """Correct code, which edits change."""

    def __init__(self, file: str, source: str) -> None:
        self._file = file
        self._lines = source.splitlines()
        self._code = _code_lines(source)
        self._numbers = tuple(self._code)

    def edited(self, edit: str) -> str:
        """Return the code with each block replaced, without comments, docstrings and the blank lines of functions."""
        added: dict[int, tuple[str, ...]] = {}
        removed: set[int] = set()
        for block in _blocks(edit):
            numbers = self._find(block)
            if twice := removed.intersection(numbers):
                raise ValueError(f"two blocks have line {min(twice)} of {self._file}: make them one")
            removed.update(numbers)
            added[numbers[0]] = block.after
        lines: list[str] = []
        blank_count = 0
        for number, line in enumerate(self._lines, 1):
            code = added.get(number, () if number in removed else (self._code[number],) if number in self._code else ())
            if code and lines and not code[0][:1].isspace():
                lines += [""] * blank_count
            blank_count = 0 if code else blank_count + (not line.strip())
            lines += code
        return "\n".join(lines) + "\n"

    def _find(self, block: _Block) -> tuple[int, ...]:
        """Return the numbers of the lines that a block replaces."""
        length = len(block.before)
        starts = [start for start in range(len(self._numbers)) if self._count_matches(block, start) == length]
        if not starts:
            raise ValueError(self._nearest(block))
        if len(starts) > 1:
            lines = " and ".join(str(self._numbers[start]) for start in starts)
            raise ValueError(
                f"“{block.before[0].strip()}” is in {self._file} {len(starts)} times, at lines {lines}: "
                "add an unchanged line before or after it"
            )
        return self._numbers[starts[0] : starts[0] + length]

    def _count_matches(self, block: _Block, start: int) -> int:
        """Count the lines of the block that are in the base from there on, up to the first that isn't."""
        numbers = self._numbers[start : start + len(block.before)]
        pairs = zip(block.before, numbers, strict=False)
        differs = (line not in (self._code[number], self._lines[number - 1].rstrip()) for line, number in pairs)
        return next((count for count, is_other in enumerate(differs) if is_other), len(numbers))

    def _nearest(self, block: _Block) -> str:
        """Say where a block that isn't in the base begins to differ from it."""
        start = max(range(len(self._numbers)), key=lambda start: self._count_matches(block, start))
        count = self._count_matches(block, start)
        missing = block.before[count]
        if count and start + count < len(self._numbers):
            number = self._numbers[start + count]
        else:
            codes = {self._code[number]: number for number in self._numbers}
            (nearest,) = difflib.get_close_matches(missing, codes, n=1, cutoff=0)
            number = codes[nearest]
        after = f" after “{block.before[count - 1].strip()}”" if count else ""
        return f"“{missing}” isn't in {self._file}{after}; the nearest is line {number}, “{self._code[number]}”"


def _blocks(edit: str) -> Iterator[_Block]:
    for text in _BLANK_LINES.split(edit.strip("\n")):
        lines = text.split("\n")
        if wrong := next((line for line in lines if line[:1] not in ("-", "+", " ")), ""):
            raise ValueError(f"“{wrong}” begins with neither -, + nor a space")
        before = (line[1:].rstrip() for line in lines if line[0] != "+")
        block = _Block(
            before=tuple(line for line in before if line and not line.lstrip().startswith("#")),
            after=tuple(line[1:].rstrip() for line in lines if line[0] != "-"),
        )
        if not block.before:
            raise ValueError(f"the block “{lines[0]}” has no line of the base: begin with an unchanged one")
        if block.before == block.after:
            raise ValueError(f"the block “{lines[0]}” changes nothing")
        yield block


def _code_lines(source: str) -> dict[int, str]:
    """Return the lines that hold code, by their numbers and without comments. A docstring holds no code."""
    lines = dict(enumerate(source.splitlines(), 1))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row] = lines[row][:column]
    docstrings: set[int] = set()
    strings: set[int] = set()  # lines that end inside one, where spaces count
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, _WITH_DOCSTRING)
            and len(node.body) > 1
            and ast.get_docstring(node, clean=False) is not None
        ):
            docstrings.update(_rows(node.body[0]))
        elif isinstance(node, ast.Constant | ast.JoinedStr):
            strings.update(_rows(node)[:-1])
    return {
        row: line if row in strings else line.rstrip()
        for row, line in lines.items()
        if row not in docstrings and (line.strip() or row in strings)
    }


def _rows(node: ast.stmt | ast.expr) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)
