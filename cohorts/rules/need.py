"""Who needs a mentor, and why."""

from dataclasses import dataclass

from cohorts.rules.phrases import ago

STUCK_AFTER = 3  # submissions of an exercise without a pass
SILENT_AFTER = 7  # days without any activity
WAITING = "wrote about {} {} and is waiting for an answer"
NOT_BEGUN = "joined {} days ago and hasn’t started"
SILENT = "has been silent for {} days"


@dataclass(frozen=True)
class Failing:
    """An exercise that a learner has submitted `times` times and never passed."""

    exercise: str
    times: int


@dataclass(frozen=True)
class Asking:
    """The oldest question of a learner without an answer, `days` old. `about` is its quoted title."""

    about: str
    days: int


@dataclass(frozen=True)
class LearnerNeed:
    """Why a learner needs their mentor. `weight` is higher for more urgent needs."""

    reason: str
    weight: tuple[int, int]

    @property
    def short(self) -> str:
        """The reason without its verb, to show below a name."""
        return self.reason.removeprefix("is ").removeprefix("has ").removeprefix("been ")

    @property
    def is_urgent(self) -> bool:
        return self.weight[0] > 0


def need_of(*, asking: Asking | None = None, failing: Failing | None, silent_days: int, has_begun: bool) -> LearnerNeed:
    """First those who ask, then the stuck, then the silent, then the rest; the longest first.

    >>> need_of(failing=Failing("Byte-pair encoding", 4), silent_days=0, has_begun=True).reason
    'is stuck on Byte-pair encoding (4 submissions, no pass)'
    """
    if asking:
        return LearnerNeed(WAITING.format(asking.about, ago(asking.days)), (3, asking.days))
    if failing and failing.times >= STUCK_AFTER:
        return LearnerNeed(f"is stuck on {failing.exercise} ({failing.times} submissions, no pass)", (2, failing.times))
    if silent_days >= SILENT_AFTER and not has_begun:
        return LearnerNeed(NOT_BEGUN.format(silent_days), (1, silent_days))
    if silent_days >= SILENT_AFTER:
        return LearnerNeed(SILENT.format(silent_days), (1, silent_days))
    return LearnerNeed("", (0, silent_days))
