"""Whether a passing kernel compiles for a GPU too. Its cell finds out; no code of a learner is read here."""

from __future__ import annotations

import time

from runner.judge import error_messages
from runner.protocol import MAX_MESSAGE_CHARS, CheckReport, Verdict
from runner.sandbox.errors import LearnerError
from runner.sandbox.interface import LearnerCell
from runner.sandbox.text import clean

_NAME, _TITLE = "compiles", "Triton's compiler takes the kernels for a GPU"
_ERROR = "KernelCompilationError"  # of runner.harness.kernel_compiler


def report(cell: LearnerCell) -> CheckReport | None:
    """Report on one more check, the last one of a cell; None if the compiler can't run there."""
    started_at = time.perf_counter()
    verdict, message = Verdict.PASSED, ""
    try:
        if not cell.is_alive or not cell.compile():
            return None
    except LearnerError as error:
        name, text = error_messages.exception(error)
        if name != _ERROR:
            return None  # it took too much time or memory, which is not the learner's
        verdict, message = Verdict.ERROR, clean(text, MAX_MESSAGE_CHARS)
    ms = round((time.perf_counter() - started_at) * 1000, 3)
    return CheckReport(name=_NAME, title=_TITLE, verdict=verdict, message=message, ms=ms)
