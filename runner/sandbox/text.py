"""Make text that a learner controls safe to store and to show."""

from __future__ import annotations

import re
import unicodedata

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_MARK = "\N{REPLACEMENT CHARACTER}"


def clean(text: str, limit: int) -> str:
    """``text`` without escape sequences, control and direction characters, at most ``limit`` long."""
    text = text[: 4 * limit]
    text = _ESCAPES.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(char if char in "\n\t" or _is_printable(char) else _MARK for char in text)
    if len(text) <= limit:
        return text
    note = "\n(cut here)"
    return text[: limit - len(note)] + note


def _is_printable(char: str) -> bool:
    """Whether a character only shows itself: it is no control, format, surrogate or private one."""
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co")
