"""What a source may not use, found before it runs. A policy for learning's sake, not a wall: the cell is the wall.

The text is read as tokens, not as a tree, so that a source that is not quite Python is told its line as well.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_SKIPPED = {tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT}


class Use(NamedTuple):
    """A forbidden name, by its place in the list, and the line of the source that uses it."""

    name: int
    line: int


def find(source: str, forbidden: Sequence[str]) -> Use | None:
    """The first of the forbidden names that the source uses, at its first use; None if it uses none.

    ``forbidden`` holds dotted names (``torch.nn.functional.softmax``: found as an attribute or in an import, under
    any alias), bare names (``sorted``: found wherever it is read on its own) and operators (``@``: found between
    two values).
    """
    for index, name in enumerate(forbidden):
        line = _first_use(source, name)
        if line:
            return Use(index, line)
    return None


def sentence(name: str, line: int) -> str:
    """What the learner is told."""
    return f"Line {line} uses {name}, which this exercise asks you to write yourself."


def _first_use(source: str, forbidden: str) -> int:
    """The line where it is first used, or 0."""
    last = forbidden.rpartition(".")[2]
    if last not in source:  # a token is a piece of the text; most sources need not be taken apart
        return 0
    for line in _logical_lines(source):
        imports = line[0].string in {"import", "from"}
        for before, token in zip([None, *line], line, strict=False):
            if token.string != last or (token.type == tokenize.STRING):
                continue
            after_dot = before is not None and before.string == "."
            if not last.isidentifier():
                if before is not None:  # an operator that opens a line is a decorator's @
                    return token.start[0]
            elif imports or after_dot == ("." in forbidden):
                return token.start[0]
    return 0


def _logical_lines(source: str) -> Iterator[list[tokenize.TokenInfo]]:
    """The source's statements as tokens, up to the point where it stops being Python; running it says what is wrong."""
    line: list[tokenize.TokenInfo] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.ERRORTOKEN and token.string in {"'", '"'}:
                break  # a string without an end; the tokenizer would look for it again at every quote that follows
            if token.type == tokenize.NEWLINE or token.string == ";":
                if line:
                    yield line
                line = []
            elif token.type not in _SKIPPED and token.string:
                line.append(token)
    except (tokenize.TokenError, SyntaxError):
        pass
    if line:
        yield line
