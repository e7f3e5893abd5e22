"""Who needs a mentor and why, and whose turn it is in a thread. Pure functions."""

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import inf

from progress.rules.states import TopicState

QUIET_AFTER = timedelta(days=14)  # after that it isn't the learner's turn any more
LATELY = "in the last four weeks"
WAIT_WINDOW = timedelta(weeks=4)  # for how long answers took lately
STUCK_AFTER = 3  # submissions of an exercise without a pass
SILENT_AFTER = 7  # days without any activity
MAX_NAMES = 4  # learners named in the headline's sentence; the others are counted
_IN_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
WAITING = "wrote about {} {} and is waiting for an answer"
NOT_BEGUN = "joined {} days ago and hasn’t started"
SILENT = "has been silent for {} days"
ACTIVE_LATELY = f"active within the last {SILENT_AFTER} days"
NOT_STARTED = "not started yet"
NOBODY_STARTED = "Nobody has started yet."
ONLY_LEARNER = "The one learner here"


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
        return LearnerNeed(WAITING.format(asking.about, _ago(asking.days)), (3, asking.days))
    if failing and failing.times >= STUCK_AFTER:
        return LearnerNeed(f"is stuck on {failing.exercise} ({failing.times} submissions, no pass)", (2, failing.times))
    if silent_days >= SILENT_AFTER and not has_begun:
        return LearnerNeed(NOT_BEGUN.format(silent_days), (1, silent_days))
    if silent_days >= SILENT_AFTER:
        return LearnerNeed(SILENT.format(silent_days), (1, silent_days))
    return LearnerNeed("", (0, silent_days))


def headline(urgent: int) -> str:
    """
    >>> headline(0), headline(1), headline(3)
    ('Nobody needs you today', 'One learner needs you today', 'Three learners need you today')
    """
    if not urgent:
        return "Nobody needs you today"
    return f"{in_words(urgent).capitalize()} {'learner needs' if urgent == 1 else 'learners need'} you today"


def headline_sentence(urgent: Sequence[tuple[str, str]], *, active: int, new: int) -> str:
    """Who needs the mentor and why, heaviest first, as (name, reason); then how many others were active lately, and
    how many have only just joined and done nothing yet.

    >>> headline_sentence([("Amara", "is stuck on Attention")], active=1, new=0)
    'Amara is stuck on Attention. The other one was active within the last 7 days.'
    """
    parts = [f"{name} {reason}" for name, reason in urgent[:MAX_NAMES]]
    if len(urgent) > MAX_NAMES:
        parts.append(f"{in_words(len(urgent) - MAX_NAMES)} more below")
    rest = _rest(active, new, every=not urgent)
    return " ".join(part for part in (f"{'; '.join(parts)}." if parts else "", rest) if part)


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


def _have(number: int) -> str:
    return "has" if number == 1 else "have"


def in_words(number: int) -> str:
    """Up to twelve a word, then digits."""
    return _IN_WORDS[number] if number < len(_IN_WORDS) else str(number)


def short_names(names: Sequence[str]) -> list[str]:
    """First names; the whole name where two share the first."""
    firsts = [name.split()[0] if name.split() else name for name in names]
    counts = Counter(firsts)
    return [name if counts[first] > 1 else first for name, first in zip(names, firsts, strict=True)]


def labels(people: Sequence[tuple[str, str]]) -> list[str]:
    """The name of each (name, address), with the address where two have the same name: names are free to choose.

    >>> labels([("Sam Hansen", "sam@a.org"), ("sam hansen", "sam@b.org"), ("Bo Li", "bo@a.org")])
    ['Sam Hansen (sam@a.org)', 'sam hansen (sam@b.org)', 'Bo Li']
    """
    counts = Counter(name.casefold() for name, _ in people)
    return [f"{name} ({address})" if counts[name.casefold()] > 1 else name for name, address in people]


def phase_state(topics: Sequence[TopicState]) -> TopicState:
    """Done when nothing is left to do, doing once something has begun, skipped when everything was skipped."""
    if not topics:
        return TopicState.TODO
    if all(state.is_closed for state in topics):
        return TopicState.SKIPPED if all(state == TopicState.SKIPPED for state in topics) else TopicState.DONE
    return TopicState.TODO if all(state == TopicState.TODO for state in topics) else TopicState.DOING


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
    """The side that didn't write last, until the thread is settled or the learner has been quiet for QUIET_AFTER.

    A question never expires: it waits until somebody answers it or its learner settles it.
    """
    if settled_at and settled_at >= newest_at:
        return Turn.NOBODY
    if not newest_from_mentor:
        return Turn.MENTOR
    return Turn.LEARNER if now - newest_at < QUIET_AFTER else Turn.NOBODY


def wait_sentence(waits: Sequence[timedelta | None], *, where: str = "your cohort") -> str:
    """How long answers took lately in a cohort. None in ``waits`` is a question that still waits.

    >>> wait_sentence([timedelta(hours=5), timedelta(hours=2), None])
    'Half of the 3 questions in your cohort in the last four weeks were answered within 5\xa0h, and 1 is still waiting.'
    """
    if not waits:
        return f"Nobody in {where} has asked a question {LATELY}, so we don’t know how long an answer takes."
    questions = f"the {len(waits)} questions in {where}" if len(waits) > 1 else f"the one question in {where}"
    open_still = sum(wait is None for wait in waits)
    middle = statistics.median_high(wait.total_seconds() if wait else inf for wait in waits)
    if middle == inf:
        waiting = "The" + questions.removeprefix("the") if open_still == len(waits) else f"{open_still} of {questions}"
        return f"{waiting} {LATELY} {'is' if open_still == 1 else 'are'} still waiting."
    within = span(timedelta(seconds=middle))
    if len(waits) == 1:
        return f"The one question in {where} {LATELY} was answered within {within}."
    rest = f", and {open_still} {'is' if open_still == 1 else 'are'} still waiting" if open_still else ""
    return f"Half of {questions} {LATELY} were answered within {within}{rest}."


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
