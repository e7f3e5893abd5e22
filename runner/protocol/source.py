"""Whether a source can be stored and graded at all: the only place that says so, for the web and the runner."""

from __future__ import annotations

MAX_SOURCE_BYTES = 64 * 1024


def source_problem(source: str) -> str:
    """Why this source can't be graded, as a sentence; empty if it can. Only a cell tokenises or parses it."""
    size = len(source.encode("utf-8", "surrogatepass"))
    if size > MAX_SOURCE_BYTES:
        return f"Your code is {-(-size // 1024)} KiB long. The limit is {MAX_SOURCE_BYTES // 1024} KiB."
    if "\0" in source:
        return "Your code contains a null character, which Python can't read. Remove it."
    if not source.isascii() and any("\ud800" <= char <= "\udfff" for char in source):
        return "Your code contains half a character (a lone surrogate). Remove it."
    return ""
