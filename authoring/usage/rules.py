"""Figures on how learners use a roadmap and its exercises."""

from dataclasses import dataclass

from lib.durations import HoursRange

MIN_RUNS = 20  # submissions of an exercise before its checks say anything
ALWAYS, NEVER = 0.95, 0.01  # the shares from which a check fails "nearly always" or "never"


@dataclass(frozen=True, kw_only=True)
class CheckCount:
    """How often a check of an exercise failed, of those submissions that reached it."""

    exercise: str
    slug: str
    title: str
    runs: int
    failures: int

    @property
    def failure_rate(self) -> float:
        return self.failures / self.runs

    @property
    def text(self) -> str:
        """ "38 of 40 submissions failed it", or empty if that is nothing to look at."""
        if self.runs < MIN_RUNS:
            return ""
        if self.failure_rate >= ALWAYS:
            return f"{self.failures} of {self.runs} submissions failed it"
        return f"none of {self.runs} submissions failed it" if self.failure_rate <= NEVER else ""


def differs(hours_needed: HoursRange, estimate: HoursRange) -> bool:
    """Whether what learners needed and the estimate have no hour in common."""
    return hours_needed.low > estimate.high or hours_needed.high < estimate.low
