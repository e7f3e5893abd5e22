"""Sentences about verdicts and waiting. Pure functions of plain values."""

import math
import re
from collections.abc import Mapping, Sequence
from statistics import quantiles

from exercises.models import ModeChoice, VerdictChoice

NOT_GRADED = "We couldn’t grade this"
OTHER_VERSION = "It’s our fault and doesn’t count: the runner has another version of this exercise."
EXAMPLE_PASSES = "The example passes ({} of {} checks)"
EMPTY_SOURCE = "The editor is empty. Write some code first."
HEADLINES = {
    VerdictChoice.RAN: "Your code ran",
    VerdictChoice.ERROR: "Your code raised an error",
    VerdictChoice.TIMEOUT: "Out of time",
    VerdictChoice.MEMORY: "Out of memory",
    VerdictChoice.OUTPUT: "Too much output",
    VerdictChoice.BAD_VALUE: "The returned value isn’t plain data",
    VerdictChoice.REFUSED: "Not allowed in this exercise",
}
SYNTAX_ERROR = re.compile(r"(Syntax error on line \d{1,7}): (.+)", re.DOTALL)
PHASES = {
    "cell": "for the sandbox",
    "source": "to load your code",
    "calls": "to run it",
    "judge": "to check it",
}


def headline(verdict: str, mode: str, pass_count: int, total: int) -> str:
    """The verdict and how many checks passed.

    >>> headline("failed", "submit", 3, 5)
    '3 of 5 checks passed'
    """
    if verdict == VerdictChoice.INTERNAL:
        return NOT_GRADED
    if verdict == VerdictChoice.PASSED:
        every = {0: "Passed", 1: "The check passed"}.get(total, f"All {total} checks passed")
        return EXAMPLE_PASSES.format(pass_count, total) if mode == ModeChoice.TRY else every
    count_text = f"{pass_count} of {total} check{'' if total == 1 else 's'} passed" if total else ""
    return ": ".join(filter(None, (HEADLINES.get(VerdictChoice(verdict), ""), count_text))) or "Failed"


def fits_mode(verdict: str, mode: str) -> bool:
    """Whether a run in this mode can end with this verdict: a run of the learner's own call is never graded.

    >>> fits_mode("ran", "run"), fits_mode("passed", "run"), fits_mode("ran", "submit"), fits_mode("error", "run")
    (True, False, False, True)
    """
    only_graded = (VerdictChoice.PASSED, VerdictChoice.FAILED)
    return verdict not in only_graded if mode == ModeChoice.RUN else verdict != VerdictChoice.RAN


def split_syntax_error(message: str) -> tuple[str, str]:
    """Split a runner's message into a headline, empty unless it is about a syntax error, and the rest.

    >>> split_syntax_error("Syntax error on line 3: '(' was never closed. No check was run.")
    ('Syntax error on line 3', "'(' was never closed. No check was run.")
    >>> split_syntax_error("Line 3 raised ValueError: k is 0.")
    ('', 'Line 3 raised ValueError: k is 0.')
    """
    match = SYNTAX_ERROR.match(message)
    return (match[1], f"{match[2][:1].upper()}{match[2][1:]}") if match else ("", message)


def duration(milliseconds: float) -> str:
    """Milliseconds in the unit that reads best.

    >>> duration(0.31), duration(7.2), duration(310), duration(2400)
    ('0.3 ms', '7.2 ms', '310 ms', '2.4 s')
    """
    if milliseconds >= 1000:
        return f"{milliseconds / 1000:.1f} s"
    return f"{milliseconds:.1f} ms" if milliseconds < 10 else f"{milliseconds:.0f} ms"


def percentile_of(values: Sequence[float], percentile: int) -> float:
    """
    >>> percentile_of([3.0], 99), percentile_of([1.0, 2.0, 3.0], 50), percentile_of([], 50)
    (3.0, 2.0, nan)
    """
    if len(values) < 2:
        return values[0] if values else math.nan
    return quantiles(values, n=100, method="inclusive")[percentile - 1]


def time_spent(phases: Mapping[str, float], device: str, worker: str, *, verb: str = "Graded") -> str:
    """Describe where the time went, on which device and worker; empty when nothing was measured.

    >>> time_spent({"cell": 250.0, "judge": 41.0, "total": 310.0}, "CPU", "cpu@hill")
    'Graded in 310 ms on CPU by worker cpu@hill: 250 ms for the sandbox, 41 ms to check it.'
    >>> time_spent({"queue": 35.0, "total": 11.0}, "", "")
    'Graded in 11 ms, after 35 ms in the queue.'
    """
    if "total" not in phases:
        return ""
    who = (device and f" on {device}") + (worker and f" by worker {worker}")
    wait = f", after {duration(phases['queue'])} in the queue" if phases.get("queue") else ""
    shares = [f"{duration(phases[name])} {label}" for name, label in PHASES.items() if phases.get(name)]
    return f"{verb} in {duration(phases['total'])}{who}{wait}" + (f": {', '.join(shares)}" if shares else "") + "."
