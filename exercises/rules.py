"""What a verdict and the waiting for it are called. Plain values in, sentences out: no rows, no clock."""

from collections.abc import Mapping

from exercises.models import Mode, Verdict

BLAME = {
    Verdict.FAILED: "Not yet",
    Verdict.ERROR: "Your code raised an error",
    Verdict.TIMEOUT: "Out of time",
    Verdict.MEMORY: "Out of memory",
    Verdict.OUTPUT: "It printed too much",
    Verdict.BAD_VALUE: "It returned something that is not plain data",
    Verdict.REFUSED: "Not allowed in this exercise",
}
PHASES = {
    "queue": "in the queue",
    "cell": "for the sandbox",
    "source": "to load your code",
    "calls": "to run it",
    "judge": "to check it",
}


def headline(verdict: str, mode: str, held: int, total: int) -> str:
    """The verdict in words, with how many checks hold.

    >>> headline("failed", "submit", 3, 5)
    'Not yet: 3 of 5 checks hold'
    """
    if verdict == Verdict.INTERNAL:
        return "Our fault: this run could not be graded"
    if verdict == Verdict.PASSED:
        every = "the check holds" if total == 1 else f"all {total} checks hold"
        return f"The worked example holds ({held} of {total} checks)" if mode == Mode.TRY else f"Passed: {every}"
    blame = BLAME[Verdict(verdict)]
    hold = "check holds" if total == 1 else "checks hold"
    return f"{blame}: {held} of {total} {hold}" if total else blame


def duration(milliseconds: float) -> str:
    """Milliseconds in the unit that reads best.

    >>> duration(0.31), duration(7.2), duration(310), duration(2400)
    ('0.3 ms', '7.2 ms', '310 ms', '2.4 s')
    """
    if milliseconds >= 1000:
        return f"{milliseconds / 1000:.1f} s"
    return f"{milliseconds:.1f} ms" if milliseconds < 10 else f"{milliseconds:.0f} ms"


def graded_in(phases: Mapping[str, float], device: str, worker: str) -> str:
    """Where the time went and who took it, in a sentence; empty when nothing was measured.

    >>> graded_in({"cell": 250.0, "judge": 41.0, "total": 310.0}, "CPU", "cpu@hill")
    'Graded in 310 ms on CPU by worker cpu@hill: 250 ms for the sandbox, 41 ms to check it.'
    """
    if "total" not in phases:
        return ""
    who = (device and f" on {device}") + (worker and f" by worker {worker}")
    parts = [f"{duration(phases[name])} {word}" for name, word in PHASES.items() if phases.get(name)]
    return f"Graded in {duration(phases['total'])}{who}" + (f": {', '.join(parts)}" if parts else "") + "."


def ordinal(number: int) -> str:
    """A place in words.

    >>> [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '102nd', '111th']
    """
    last = 0 if number // 10 % 10 == 1 else number % 10
    return str(number) + {1: "st", 2: "nd", 3: "rd"}.get(last, "th")


def expected_wait(ahead: int, processes: int, mean_s: float | None) -> float | None:
    """Seconds until the verdict, None when nothing was measured yet.

    The mean, not the median: ten jobs of 0.1 s and one of 10 s keep a queue busy for 11 s.

    >>> expected_wait(0, 2, 0.5), expected_wait(5, 2, 0.5)
    (0.5, 1.5)
    """
    return None if mean_s is None else (ahead // max(processes, 1) + 1) * mean_s


def about(seconds: float | None) -> str:
    """A time that is only expected, in words that promise no more than is known.

    >>> about(0.2), about(4.2), about(64), about(340), about(None)
    ('about 1 s', 'about 4 s', 'about 1 min', 'about 6 min', '')
    """
    if seconds is None:
        return ""
    return f"about {max(1, round(seconds))} s" if seconds < 60 else f"about {round(seconds / 60)} min"
