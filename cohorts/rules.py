"""Who needs their mentor, and why; whose turn it is in a thread. No ORM, no clock."""

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import inf

from progress.rules import State

QUIET_AFTER = timedelta(days=14)  # the learner's turn, and they wrote nothing: nobody asks them for more
LATELY = "in the last four weeks"
WAITS_OF = timedelta(weeks=4)  # what is looked back at to say how long an answer takes
STUCK_AFTER = 3  # times the same exercise was not passed, in a row
SILENT_AFTER = 7  # days without any sign of life
NAMED = 4  # learners named in the headline's sentence; the others are counted
_IN_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


@dataclass(frozen=True)
class Failing:
    """An exercise that a learner has not passed since `times` submissions."""

    exercise: str
    times: int


@dataclass(frozen=True)
class Asking:
    """What a learner wrote `days` ago and waits for an answer to: the oldest, as it is called within a sentence."""

    about: str
    days: int


@dataclass(frozen=True)
class Need:
    """Why a learner needs their mentor. The heavier comes first when sorted by `weight`."""

    reason: str
    weight: tuple[int, int]

    @property
    def short(self) -> str:
        """The reason without its verb, to stand under a name."""
        return self.reason.removeprefix("is ").removeprefix("has ").removeprefix("been ")

    @property
    def is_urgent(self) -> bool:
        return self.weight[0] > 0


def need_of(*, asking: Asking | None = None, failing: Failing | None, silent_days: int, has_begun: bool) -> Need:
    """Who asks before who is stuck before who is silent before the rest; the longer, the earlier.

    >>> need_of(failing=Failing("Byte-pair encoding", 4), silent_days=0, has_begun=True).reason
    'is stuck on Byte-pair encoding, 4 times not yet'
    """
    if asking:
        return Need(f"wrote about {asking.about} {_ago(asking.days)} and waits for an answer", (3, asking.days))
    if failing and failing.times >= STUCK_AFTER:
        return Need(f"is stuck on {failing.exercise}, {failing.times} times not yet", (2, failing.times))
    if silent_days >= SILENT_AFTER and not has_begun:
        return Need(f"has not begun, {silent_days} days after joining", (1, silent_days))
    if silent_days >= SILENT_AFTER:
        return Need(f"has been silent for {silent_days} days", (1, silent_days))
    return Need("", (0, silent_days))


def headline(urgent: int) -> str:
    """
    >>> headline(0), headline(1), headline(3)
    ('Nobody needs you today', 'One needs you today', 'Three need you today')
    """
    if not urgent:
        return "Nobody needs you today"
    return f"{in_words(urgent).capitalize()} {'needs' if urgent == 1 else 'need'} you today"


def headline_sentence(urgent: Sequence[tuple[str, str]], others: int) -> str:
    """Who needs the mentor and why, heaviest first, as (name, reason); then how the others are.

    >>> headline_sentence([("Amara", "is stuck on Attention, 4 times not yet")], 1)
    'Amara is stuck on Attention, 4 times not yet. The other one was active within the last 7 days.'
    """
    said = [f"{name} {reason}" for name, reason in urgent[:NAMED]]
    if len(urgent) > NAMED:
        said.append(f"{in_words(len(urgent) - NAMED)} more are below")
    rest = _rest(others, every=not urgent)
    return " ".join(part for part in (f"{'; '.join(said)}." if said else "", rest) if part)


def _rest(others: int, *, every: bool) -> str:
    if not others:
        return ""
    who = ("All " if every else "The other ") + in_words(others)
    if every and others == 1:
        who = "The one learner here"
    return f"{who} {'was' if others == 1 else 'were'} active within the last {SILENT_AFTER} days."


def in_words(number: int) -> str:
    """Up to twelve a word, then digits."""
    return _IN_WORDS[number] if number < len(_IN_WORDS) else str(number)


def short_names(names: Sequence[str]) -> list[str]:
    """First names; the whole name where two share the first."""
    firsts = [name.split()[0] if name.split() else name for name in names]
    taken = Counter(firsts)
    return [name if taken[first] > 1 else first for name, first in zip(names, firsts, strict=True)]


def phase_state(topics: Sequence[State]) -> State:
    """Done when nothing in it is left to do, doing as soon as anything was begun; skipped when all of it was."""
    if not topics:
        return State.TODO
    if all(state.is_closed for state in topics):
        return State.SKIPPED if all(state == State.SKIPPED for state in topics) else State.DONE
    return State.TODO if all(state == State.TODO for state in topics) else State.DOING


def days_ago(day: date, *, today: date) -> str:
    """
    >>> days_ago(date(2026, 3, 1), today=date(2026, 3, 3))
    '2 days ago'
    """
    return _ago((today - day).days)


def _ago(days: int) -> str:
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


class Turn(StrEnum):
    """Who is to write next in a thread."""

    MENTOR = "mentor"
    LEARNER = "learner"
    NOBODY = "nobody"


def turn_of(*, newest_from_mentor: bool, newest_at: datetime, settled_at: datetime | None, now: datetime) -> Turn:
    """Whoever did not write last, until it is settled or the learner has left it alone.

    A question is never closed by the time that passed: it waits until somebody answers it or its learner settles it.
    """
    if settled_at and settled_at >= newest_at:
        return Turn.NOBODY
    if not newest_from_mentor:
        return Turn.MENTOR
    return Turn.LEARNER if now - newest_at < QUIET_AFTER else Turn.NOBODY


def wait_sentence(waits: Sequence[timedelta | None]) -> str:
    """How long answers took lately in a cohort; None: that question still waits, so it may count for any length.

    >>> wait_sentence([timedelta(hours=5), timedelta(hours=2), None])
    'Half of the 3 questions in your cohort in the last four weeks were answered within 5\xa0h; 1 still waits.'
    """
    if not waits:
        return f"Nobody in your cohort has asked {LATELY}, so how long an answer takes is not known."
    asked = f"the {len(waits)} questions in your cohort" if len(waits) > 1 else "the one question in your cohort"
    open_still = sum(wait is None for wait in waits)
    middle = statistics.median_high(wait.total_seconds() if wait else inf for wait in waits)
    if middle == inf:
        waiting = "The" + asked.removeprefix("the") if open_still == len(waits) else f"{open_still} of {asked}"
        return f"{waiting} {LATELY} still {'waits' if open_still == 1 else 'wait'}."
    within = span(timedelta(seconds=middle))
    if len(waits) == 1:
        return f"The one question in your cohort {LATELY} was answered within {within}."
    rest = f"; {open_still} still {'waits' if open_still == 1 else 'wait'}" if open_still else ""
    return f"Half of {asked} {LATELY} were answered within {within}{rest}."


def span(wait: timedelta) -> str:
    """Rounded up, in the unit that reads best.

    >>> span(timedelta(minutes=4)), span(timedelta(hours=5)), span(timedelta(days=3))
    ('4\xa0min', '5\xa0h', '3\xa0days')
    """
    minutes = max(1, -(-wait // timedelta(minutes=1)))
    if minutes < 90:
        return f"{minutes}\u00a0min"
    if minutes <= 48 * 60:
        return f"{-(-minutes // 60)}\u00a0h"
    return f"{-(-minutes // (24 * 60))}\u00a0days"
