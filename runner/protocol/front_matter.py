"""Front matter: TOML between two lines of ``+++``, as in exercises, threats and the curriculum's files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

FENCE = "+++"


class FrontMatterError(ValueError):
    """``line`` counts from 1, in the file."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """``lines`` are those of the TOML, and ``end`` is the index of the first line after the closing fence."""

    values: dict[str, Any]
    lines: Sequence[str]
    end: int


def read_front_matter(lines: Sequence[str], start: int = 0) -> FrontMatter:
    """Read the front matter that begins at ``lines[start]``.

    Raises:
        FrontMatterError: a fence is missing, or what is between them is not TOML.
    """
    if list(lines[start : start + 1]) != [FENCE]:
        raise FrontMatterError(start + 1, f"expected {FENCE} here, then TOML, then {FENCE}")
    try:
        end = lines.index(FENCE, start + 1)
    except ValueError:
        raise FrontMatterError(start + 1, f"this {FENCE} is never closed") from None
    toml = lines[start + 1 : end]
    try:
        values = tomllib.loads("\n" * (start + 1) + "\n".join(toml))  # so that an error has the line in the file
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"line (\d+)", str(error))
        raise FrontMatterError(int(match[1]) if match else end, f"this is not TOML: {error}") from error
    return FrontMatter(values, toml, end + 1)
