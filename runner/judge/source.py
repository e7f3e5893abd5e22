"""What a source may not contain, told before it runs. A policy for learning's sake, not a wall: the cell is the wall.

The text is read as tokens, never parsed or compiled here: a parser can be driven into the ground by nesting.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator, Sequence

from runner.protocol import MAX_SOURCE_BYTES

_SKIPPED = {tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT}


def refusal(source: str, forbidden: Sequence[str]) -> str:
    """Why this source is not graded, as a sentence; empty if it is.

    ``forbidden`` holds dotted names (``torch.nn.functional.softmax``: refused as an attribute or in an import, under
    any alias), bare names (``sorted``: refused wherever it is read on its own) and operators (``@``: refused between
    two values).
    """
    size = len(source.encode("utf-8", "surrogatepass"))
    if size > MAX_SOURCE_BYTES:
        return f"Your code is {size // 1024} KiB long; at most {MAX_SOURCE_BYTES // 1024} KiB are graded."
    if "\0" in source:
        return "Your code holds a null character, which Python does not read."
    if not source.isascii() and any("\ud800" <= char <= "\udfff" for char in source):
        return "Your code holds half a surrogate pair, which is not a character."
    for name in forbidden:
        line = _first_use(source, name)
        if line:
            return f"Line {line} uses {name}, which this exercise asks you to write yourself."
    return ""


def _first_use(source: str, forbidden: str) -> int:
    """The line where it is first used, or 0."""
    last = forbidden.rpartition(".")[2]
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
    """The source's statements as tokens, up to the point where it stops being Python; the cell says what is wrong."""
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
