"""Who needs their mentor, and why. No ORM, no clock."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from progress.rules import State

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


def need_of(*, failing: Failing | None, silent_days: int, has_begun: bool) -> Need:
    """Stuck before silent before the rest; the longer, the earlier.

    >>> need_of(failing=Failing("Byte-pair encoding", 4), silent_days=0, has_begun=True).reason
    'is stuck on Byte-pair encoding, 4 times not yet'
    """
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
    days = (today - day).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
