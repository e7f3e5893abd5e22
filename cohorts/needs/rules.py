"""Rules for who needs a mentor, and why, and the headline of a cohort."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from cohorts.plan.rules import Shortfall
from cohorts.wording import ago, in_words

Item = TypeVar("Item")
STUCK_AFTER = 3  # submissions that fail at the same check or with the same mistake, without a pass
SILENT_AFTER = 7  # days without any activity
WAITING = "wrote about {} {} and is waiting for an answer"
NOT_BEGUN = "joined {} days ago and hasn’t started"
SILENT = "has been inactive for {} days"
SILENT_TOGETHER = f"have been inactive for {SILENT_AFTER} days or longer"
BEHIND = "is {}"
MAX_NAMES = 3  # reasons in the headline's sentence; the other learners are counted
STUCK_TOGETHER = "are stuck on {} ({})"
WAITING_TOGETHER = "wrote about {} and are waiting for an answer"
ACTIVE_LATELY = f"active within the last {SILENT_AFTER} days"
FALLING_BEHIND = "falling behind the plan"
ROADMAP_COMPLETED = "completed the roadmap"
NOT_STARTED = "not started yet"
NOBODY_STARTED = "Nobody has started yet."
ONLY_LEARNER = "The one learner here"


@dataclass(frozen=True, kw_only=True)
class SharedNeed:
    """What several learners need their mentor for, and the one page that deals with all of them."""

    reason: str
    """The end of a sentence about them."""
    about: str
    """The address of the page about them."""
    action: str
    href: str
    least: int = MAX_NAMES + 1
    """With fewer learners each is named."""


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
    written_days: int | None = None,
    has_completed: bool = False,
    shortfall: Shortfall | None = None,
) -> LearnerNeed:
    """Return why a learner needs their mentor. Learners who ask come first, then the stuck, the inactive, those behind,
    and the rest; the worst first. Learners who have completed the roadmap have no reason to be active. The inactive
    whom a mentor wrote to ``written_days`` ago have a week to come back.

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
    if silent_days >= SILENT_AFTER and (written_days is None or written_days >= SILENT_AFTER):
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


def headline(urgent: int) -> str:
    """
    >>> headline(0), headline(1), headline(3)
    ('Nobody needs you today', 'One learner needs you today', 'Three learners need you today')
    """
    if not urgent:
        return "Nobody needs you today"
    return f"{in_words(urgent).capitalize()} {'learner needs' if urgent == 1 else 'learners need'} you today"


def by_need(items: Sequence[Item], need_of: Callable[[Item], SharedNeed | None]) -> list[list[Item]]:
    """Put those with the same need together, if they are enough. Each of the others is alone. The order is that of the
    first of each.
    """
    needs = [need_of(item) for item in items]
    groups: dict[SharedNeed | None, list[Item]] = {}
    for item, need in zip(items, needs, strict=True):
        groups.setdefault(need, []).append(item)
    found: list[list[Item]] = []
    for item, need in zip(items, needs, strict=True):
        group = groups[need]
        if need is None or len(group) < need.least:
            found.append([item])
        elif group[0] is item:
            found.append(group)
    return found


def together(failing: Failing) -> str:
    """The reason of several learners who are stuck on one mistake.

    >>> together(Failing("Attention", 4, "the same mistake, “no scale”"))
    'are stuck on Attention (the same mistake, “no scale”)'
    """
    return STUCK_TOGETHER.format(failing.exercise, failing.reason)


def headline_sentence(
    urgent: Sequence[tuple[str, str]],
    *,
    active: int,
    new: int,
    behind: int = 0,
    inactive: int = 0,
    finishers: int = 0,
    more: int = 0,
) -> str:
    """Say who needs the mentor and why, heaviest first, as (name, reason), and how many more do; then how many others
    were active lately, and how many have only just joined and done nothing yet; how many of those fall behind; how many
    are inactive, and were written to or put off; and how many have completed the roadmap.

    >>> headline_sentence([("Amara", "is stuck on Attention")], active=1, new=0)
    'Amara is stuck on Attention. The other one was active within the last 7 days.'
    """
    parts = [f"{name} {reason}" for name, reason in urgent]
    if more:
        parts.append(f"{in_words(more)} more below")
    rest = _rest(active, new, every=not urgent and not finishers and not inactive)
    quiet = f"{in_words(inactive).capitalize()} inactive {_were_written_to(inactive)}." if inactive else ""
    late = _falling_behind(behind, of=active + new)
    at_the_end = f"{in_words(finishers).capitalize()} {_have(finishers)} {ROADMAP_COMPLETED}." if finishers else ""
    return " ".join(part for part in (f"{'; '.join(parts)}." if parts else "", rest, late, quiet, at_the_end) if part)


def _rest(active: int, new: int, *, every: bool) -> str:
    if active and new:
        active_part = f"{in_words(active)} {'was' if active == 1 else 'were'} {ACTIVE_LATELY}"
        others = "" if every else "other "
        return f"Of the {others}{in_words(active + new)}, {active_part} and {in_words(new)} {_have(new)} {NOT_STARTED}."
    if not active + new:
        return ""
    who = ("All " if every else "The other ") + in_words(active + new)
    if every and active + new == 1:
        who = ONLY_LEARNER
    if new:
        return NOBODY_STARTED if every and new > 1 else f"{who} {_have(new)} {NOT_STARTED}."
    return f"{who} {'was' if active == 1 else 'were'} {ACTIVE_LATELY}."


def _falling_behind(number: int, *, of: int) -> str:
    if not number:
        return ""
    who = "They are" if of == 1 else f"{in_words(number).capitalize()} of them {'is' if number == 1 else 'are'}"
    return f"{who} {FALLING_BEHIND}."


def _were_written_to(number: int) -> str:
    return f"learner{' was' if number == 1 else 's were'} written to or put off"


def _have(number: int) -> str:
    return "has" if number == 1 else "have"
