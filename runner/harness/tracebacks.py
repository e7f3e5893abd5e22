"""Describe a learner's exception: their own lines, its name and its text, and nothing of ours."""

from __future__ import annotations

import builtins
import linecache
from types import TracebackType
from typing import Literal

FILE = "solution.py"
CALL = "<call>"  # the learner's own call in a run
MAX_TEXT_CHARS = 1_000
MAX_FRAMES = 8
_MAX_STEPS = 10_000
_NO_MEMORY = ("can't allocate memory", "Unable to allocate", "std::bad_alloc", "not enough memory")

ErrorVerdict = Literal["error", "memory"]


def describe(error: BaseException) -> tuple[ErrorVerdict, str, int | None]:
    """The verdict, the message and the line in the learner's file for an exception that their code raised."""
    try:
        return _describe(error)
    except MemoryError:  # not enough is left for a full message
        error.__traceback__ = None  # frees the frames and all that they hold
        return "memory", "MemoryError", None


def built_in_base(error: BaseException) -> str:
    """The name of the nearest built-in class: "ValueError" for NumPy's LinAlgError."""
    name: str = next(kind.__name__ for kind in type(error).__mro__ if vars(builtins).get(kind.__name__) is kind)
    return name


def _describe(error: BaseException) -> tuple[ErrorVerdict, str, int | None]:
    text = _text(error)
    name = type(error).__name__[:100]
    if isinstance(error, SystemExit):
        name, text = "SystemExit", "don’t exit; return the result"
    lines = _lines(error.__traceback__)
    last = lines[-1][0] if lines else None
    if isinstance(error, SyntaxError) and error.filename == FILE and isinstance(error.lineno, int):
        last = max(error.lineno, 1)
        text = f"{error.msg!s:.500}"
        lines = [*lines, (last, f"line {last}: {linecache.getline(FILE, last).strip()[:200]}")]
    elif isinstance(error, SyntaxError) and error.filename == CALL:
        text = f"{error.msg!s:.500}"
    texts = [line for _, line in lines]
    if len(texts) > MAX_FRAMES:
        omission = f"({len(texts) - MAX_FRAMES} more calls)"
        texts = [*texts[: MAX_FRAMES // 2], omission, *texts[-MAX_FRAMES // 2 :]]
    message = "\n".join([*texts, f"{name}: {text}" if text else name])
    return ("memory" if _is_memory(error, text) else "error"), message, last


def warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, line: str | None = None
) -> str:
    """Format a warning as Python does, with the learner's line number and no file of ours."""
    location = f"line {lineno}: " if filename == FILE else ""
    return f"{location}{category.__name__}: {message}\n"


def _is_memory(error: BaseException, text: str) -> bool:
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and any(t in text for t in _NO_MEMORY))


def _text(error: BaseException) -> str:
    try:
        return str(error)[:MAX_TEXT_CHARS]
    except Exception:  # a learner's __str__ may do anything
        return ""


def _lines(traceback: TracebackType | None) -> list[tuple[int, str]]:
    """The learner's own frames, outermost first: line number and the line as they wrote it."""
    lines: list[tuple[int, str]] = []
    steps = 0
    while traceback is not None and steps < _MAX_STEPS:
        code = traceback.tb_frame.f_code
        if code.co_filename == FILE and traceback.tb_lineno:
            number = traceback.tb_lineno
            location = "" if code.co_name == "<module>" else f", in {code.co_name[:100]}"
            lines.append((number, f"line {number}{location}: {linecache.getline(FILE, number).strip()[:200]}"))
        traceback = traceback.tb_next
        steps += 1
    return lines
