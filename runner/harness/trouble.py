"""A learner's exception in words: their lines, the exception's name and text, nothing of ours."""

from __future__ import annotations

import linecache
from types import TracebackType
from typing import Literal

FILE = "solution.py"
MAX_TEXT = 1_000
MAX_FRAMES = 8
_NO_MEMORY = ("can't allocate memory", "Unable to allocate", "std::bad_alloc", "not enough memory")

Blame = Literal["error", "memory"]


def describe(error: BaseException) -> tuple[Blame, str, int | None]:
    """The verdict, the message and the line in the learner's file for an exception out of their code."""
    try:
        return _describe(error)
    except MemoryError:  # what is left does not even suffice to say so in full
        error.__traceback__ = None  # lets go of the frames, and of all that they hold
        return "memory", "MemoryError", None


def _describe(error: BaseException) -> tuple[Blame, str, int | None]:
    text = _text(error)
    name = type(error).__name__[:100]
    if isinstance(error, SystemExit):
        name, text = "SystemExit", "the code ended the program; return instead"
    lines = _lines(error.__traceback__)
    last = lines[-1][0] if lines else None
    if isinstance(error, SyntaxError) and error.filename == FILE and isinstance(error.lineno, int):
        last = max(error.lineno, 1)
        text = f"{error.msg!s:.500}"
        lines = [*lines, (last, f"line {last}: {linecache.getline(FILE, last).strip()[:200]}")]
    shown = [line for _, line in lines]
    if len(shown) > MAX_FRAMES:
        hidden = len(shown) - MAX_FRAMES
        shown = [*shown[: MAX_FRAMES // 2], f"({hidden} more calls)", *shown[-MAX_FRAMES // 2 :]]
    message = "\n".join([*shown, f"{name}: {text}" if text else name])
    return ("memory" if _is_memory(error, text) else "error"), message, last


def warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, line: str | None = None
) -> str:
    """A warning as Python prints it, with the learner's own line and no file of ours."""
    place = f"line {lineno}: " if filename == FILE else ""
    return f"{place}{category.__name__}: {message}\n"


def _is_memory(error: BaseException, text: str) -> bool:
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and any(t in text for t in _NO_MEMORY))


def _text(error: BaseException) -> str:
    try:
        return str(error)[:MAX_TEXT]
    except Exception:  # a learner's __str__ may do anything
        return ""


def _lines(traceback: TracebackType | None) -> list[tuple[int, str]]:
    """The learner's own frames, outermost first: line number and the line as they wrote it."""
    found: list[tuple[int, str]] = []
    steps = 0
    while traceback is not None and steps < 10_000:
        code = traceback.tb_frame.f_code
        if code.co_filename == FILE and traceback.tb_lineno:
            number = traceback.tb_lineno
            place = "" if code.co_name == "<module>" else f", in {code.co_name[:100]}"
            found.append((number, f"line {number}{place}: {linecache.getline(FILE, number).strip()[:200]}"))
        traceback = traceback.tb_next
        steps += 1
    return found
