"""Whether a source can be stored and graded at all: the only place that says so, for the web and the runner."""

from __future__ import annotations

MAX_SOURCE_BYTES = 64 * 1024
MAX_CALL_CHARS = 1_000


def source_problem(source: str) -> str:
    """Why this source can't be graded, as a sentence; empty if it can. Only a cell tokenises or parses it."""
    size = len(source.encode("utf-8", "surrogatepass"))
    if size > MAX_SOURCE_BYTES:
        return f"Your code is {-(-size // 1024)} KiB long. The limit is {MAX_SOURCE_BYTES // 1024} KiB."
    return _text_problem(source, "Your code")


def call_problem(call: str) -> str:
    """The same for the call of a run."""
    if len(call) > MAX_CALL_CHARS:
        return f"Your call is {len(call):,} characters long. The limit is {MAX_CALL_CHARS:,}."
    return _text_problem(call, "Your call")


def _text_problem(text: str, name: str) -> str:
    if "\0" in text:
        return f"{name} contains a null character, which Python can't read. Remove it."
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        return f"{name} contains half a character (a lone surrogate). Remove it."
    return ""
