"""Who needs a mentor, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cohorts.rules.pace import Shortfall
from cohorts.rules.phrases import ago

STUCK_AFTER = 3  # submissions that fail at the same check or with the same mistake, without a pass
SILENT_AFTER = 7  # days without any activity
WAITING = "wrote about {} {} and is waiting for an answer"
NOT_BEGUN = "joined {} days ago and hasn’t started"
SILENT = "has been inactive for {} days"
BEHIND = "is {}"


@dataclass(frozen=True)
class Failing:
    """An exercise that a learner has not passed: so many submissions failed for one reason."""

    exercise: str
    times: int
    reason: str = ""
    """What failed each time."""

    @property
    def is_stuck(self) -> bool:
        return self.times >= STUCK_AFTER


@dataclass(frozen=True)
class Asking:
    """The oldest question of a learner without an answer, `days` old. `about` is its quoted title."""

    about: str
    days: int


class NeedKind(StrEnum):
    """Why a learner needs their mentor, the most urgent first."""

    ASKS = "asks"
    STUCK = "stuck"
    SILENT = "silent"
    BEHIND = "behind"
    NONE = ""


_WEIGHTS = {NeedKind.ASKS: 4, NeedKind.STUCK: 3, NeedKind.SILENT: 2, NeedKind.BEHIND: 1, NeedKind.NONE: 0}


@dataclass(frozen=True)
class LearnerNeed:
    """Why a learner needs their mentor. `size` is larger for a more urgent need of the same kind."""

    reason: str
    kind: NeedKind
    size: int

    @property
    def weight(self) -> tuple[int, int]:
        """Higher for more urgent needs."""
        return _WEIGHTS[self.kind], self.size

    @property
    def short(self) -> str:
        """The reason without its verb, to show below a name."""
        return self.reason.removeprefix("is ").removeprefix("has ").removeprefix("been ")

    @property
    def is_urgent(self) -> bool:
        """Whether a mentor should do something today. A pace can wait until the week's end."""
        return self.kind not in {NeedKind.BEHIND, NeedKind.NONE}

    @property
    def needs_attention(self) -> bool:
        return self.kind != NeedKind.NONE


NO_NEED = LearnerNeed("", NeedKind.NONE, 0)


def need_of(
    *,
    asking: Asking | None = None,
    failing: Failing | None,
    silent_days: int,
    has_begun: bool,
    has_completed: bool = False,
    shortfall: Shortfall | None = None,
) -> LearnerNeed:
    """Learners who ask come first, then the stuck, the inactive, those behind, and the rest; the worst first.
    Learners who have completed the roadmap have no reason to be active.

    >>> need_of(failing=Failing("Byte-pair encoding", 4), silent_days=0, has_begun=True).reason
    'is stuck on Byte-pair encoding (4 submissions, no pass)'
    """
    if asking:
        return LearnerNeed(WAITING.format(asking.about, ago(asking.days)), NeedKind.ASKS, asking.days)
    if failing and failing.is_stuck:
        why = f"{failing.reason}, {failing.times} times" if failing.reason else f"{failing.times} submissions, no pass"
        return LearnerNeed(f"is stuck on {failing.exercise} ({why})", NeedKind.STUCK, failing.times)
    if has_completed:
        return NO_NEED
    if silent_days >= SILENT_AFTER:
        reason = SILENT if has_begun else NOT_BEGUN
        return LearnerNeed(reason.format(silent_days), NeedKind.SILENT, silent_days)
    if shortfall:
        return LearnerNeed(BEHIND.format(shortfall.text), NeedKind.BEHIND, shortfall.minutes_behind)
    return LearnerNeed("", NeedKind.NONE, silent_days)


def is_dealt_with(*, until: date, today: date, at: datetime, events: Sequence[datetime | None]) -> bool:
    """Whether a mentor who has looked at a learner doesn't want to be reminded yet: the day of the reminder is still to
    come, and nothing has happened since.
    """
    return today < until and all(event is None or event <= at for event in events)
