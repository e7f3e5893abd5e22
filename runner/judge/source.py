"""What is told of a source before any cell sees it. Nobody here tokenises or parses it: that is done in the cell."""

from __future__ import annotations

from runner.protocol import MAX_SOURCE_BYTES


def refusal(source: str) -> str:
    """Why this text is not graded, as a sentence; empty if it is."""
    size = len(source.encode("utf-8", "surrogatepass"))
    if size > MAX_SOURCE_BYTES:
        return f"Your code is {size // 1024} KiB long; at most {MAX_SOURCE_BYTES // 1024} KiB are graded."
    if "\0" in source:
        return "Your code holds a null character, which Python does not read."
    if not source.isascii() and any("\ud800" <= char <= "\udfff" for char in source):
        return "Your code holds half a surrogate pair, which is not a character."
    return ""
