"""Make text that a learner controls safe to store and to show."""

from __future__ import annotations

import re
import unicodedata

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_OTHER_THAN_ASCII_TEXT = re.compile(r"[^\n\t -~]")
_MARK = "\N{REPLACEMENT CHARACTER}"


def clean(text: str, limit: int) -> str:
    """``text`` without escape sequences, control and direction characters, at most ``limit`` long."""
    text = text[: 4 * limit]
    text = _ESCAPES.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    text = _OTHER_THAN_ASCII_TEXT.sub(_printable, text)
    if len(text) <= limit:
        return text
    note = "\n(cut here)"
    return text[: limit - len(note)] + note


def _printable(match: re.Match[str]) -> str:
    """The character if it only shows itself: it is no control, format, surrogate or private one."""
    return _MARK if unicodedata.category(match[0]) in ("Cc", "Cf", "Cs", "Co") else match[0]
