"""Find forbidden names in a source before it runs. The policy serves learning. Security is the cell's job.

It reads the source as tokens, not as a syntax tree, so that it can name the line in a source that isn't valid Python.
Names are compared in the form in which Python looks them up (NFKC): the wide ``ｔｏｒｃｈ`` is ``torch``.
"""

from __future__ import annotations

import ast
import builtins
import io
import re
import tokenize
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_IMPORTERS = ("importlib", "__import__")
_BY_STRING = re.compile(
    r"\b(getattr|__getattribute__|attrgetter|methodcaller|vars|__dict__|globals|__builtins__|sys\.modules"
    r"|importlib|__import__|eval|exec)\b"
)
_IMPORT = re.compile(r"\s*(import|from)\b")
_MAX_LINE_CHARS = 500  # of a line whose names are quoted
_IGNORED_TOKENS = {tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT}


class Use(NamedTuple):
    """A forbidden name, by its place in the list, and the line of the source that uses it."""

    name: int
    line: int


def with_importers(forbidden: Sequence[str]) -> list[str]:
    """The list, and the names that import a module by a string, where the list names anything but operators."""
    has_names = any(name.rpartition(".")[2].isidentifier() for name in forbidden)
    return [*forbidden, *(name for name in _IMPORTERS if has_names and name not in forbidden)]


def find(source: str, forbidden: Sequence[str]) -> Use | None:
    """The first of the forbidden names that the source uses, with its first use; None if it uses none.

    ``forbidden`` holds dotted names (``torch.nn.functional.softmax``: found as an attribute or in an import, under
    any alias), built-in names (``sorted``: found wherever it is used on its own), modules (``torch``: found in an
    import) and operators (``@``: found between two values). A string counts too where it is the whole name, or, in a
    source that looks up names by strings (``getattr``, ``vars`` …), its last part. Strings joined by ``+`` count as
    one.
    """
    lines: list[list[tokenize.TokenInfo]] | None = None
    normalized_source = _normalize(source)
    by_string = _BY_STRING.search(normalized_source) is not None
    for index, name in enumerate(forbidden):
        last = name.rpartition(".")[2]
        if last not in normalized_source and not by_string:  # most sources need no tokens
            continue
        lines = list(_logical_lines(source)) if lines is None else lines
        line = _first_use(lines, name) or _first_string(lines, name, by_string)
        if line:
            return Use(index, line)
    return None


def sentence(name: str, line: int, source: str) -> str:
    """Return the sentence for the learner, with the name as their line has it (``F.softmax``, ``torch.matmul``)."""
    if name in _IMPORTERS:
        return f"Line {line} uses {name}. This exercise does not allow it: write import and the module's name instead."
    text = _normalize("".join(source.split("\n")[line - 1 : line]))[:_MAX_LINE_CHARS]
    if "." not in name and _IMPORT.match(text):
        return f"Line {line} imports {name}, which this exercise doesn’t allow."
    uses = re.findall(rf"[\w.]*\b{re.escape(name.rpartition('.')[2])}\b", text)
    written = next((use for use in uses if ("." in use) == ("." in name)), uses[0] if uses else name)
    return f"Line {line} uses {written}, which this exercise asks you to write yourself."


def _first_use(lines: Sequence[Sequence[tokenize.TokenInfo]], forbidden: str) -> int:
    """The line where it is first used as a name, or 0."""
    last = forbidden.rpartition(".")[2]
    is_dotted, is_builtin = "." in forbidden, forbidden in _IMPORTERS or hasattr(builtins, forbidden)
    for line in lines:
        imports = any(token.string == "import" for token in line)
        for before, token in zip([None, *line], line, strict=False):
            if token.string != last or (token.type == tokenize.STRING):
                continue
            after_dot = before is not None and before.string == "."
            if not last.isidentifier():
                if before is not None:  # an operator that opens a line is a decorator's @
                    return token.start[0]
            elif imports or (after_dot if is_dotted else is_builtin and not after_dot):
                return token.start[0]
    return 0


def _first_string(lines: Sequence[Sequence[tokenize.TokenInfo]], forbidden: str, by_string: bool) -> int:
    """The line of the first string that is the name, or code that uses it, or 0."""
    last = forbidden.rpartition(".")[2]
    if not last.isidentifier():
        return 0
    names = {forbidden, last} if by_string else {forbidden}
    for line in lines:
        runs = any(token.string in {"eval", "exec"} for token in line)
        for text, row in _strings(line):
            if text in names or (
                runs and last in _normalize(text) and _first_use(list(_logical_lines(text)), forbidden)
            ):
                return row
    return 0


def _strings(line: Sequence[tokenize.TokenInfo]) -> Iterator[tuple[str, int]]:
    """The strings of a statement with their lines, those side by side or joined by + as one."""
    parts: list[str] = []
    row = 0
    for token in line:
        if token.type == tokenize.STRING:
            row = row if parts else token.start[0]
            parts.append(_text_of(token.string))
        elif token.string != "+" and parts:
            yield "".join(parts), row
            parts = []
    if parts:
        yield "".join(parts), row


def _text_of(literal: str) -> str:
    """The value of a string literal; empty for bytes, and for an f-string with a placeholder."""
    prefix = literal[: len(literal) - len(literal.lstrip("rRbBuUfF"))]
    if "f" in prefix.lower():
        literal = prefix.replace("f", "").replace("F", "") + literal[len(prefix) :]
        if "{" in literal:
            return ""
    try:
        value = ast.literal_eval(literal)
    except (SyntaxError, ValueError, MemoryError):
        return ""
    return value if isinstance(value, str) else ""


def _normalize(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _logical_lines(source: str) -> Iterator[list[tokenize.TokenInfo]]:
    """The source's statements as tokens, up to where it stops being Python; running it will report what is wrong."""
    line: list[tokenize.TokenInfo] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.ERRORTOKEN and token.string in {"'", '"'}:
                break  # a string without an end; the tokenizer would search for it again at every later quote
            if token.type == tokenize.NEWLINE or token.string == ";":
                if line:
                    yield line
                line = []
            elif token.type not in _IGNORED_TOKENS and token.string:
                line.append(token._replace(string=_normalize(token.string)) if token.type == tokenize.NAME else token)
    except (tokenize.TokenError, SyntaxError):
        pass
    if line:
        yield line
