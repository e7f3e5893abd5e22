"""What logged hours tell about a learner's ways: rhythm, sessions at the exercises, time against the estimates.

No ORM, no clock.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils.safestring import SafeString

from curriculum.ranges import HoursRange
from progress.durations import say_minutes, tenths
from progress.rules import week_start

CALENDAR_WEEKS = 26
RHYTHM_WEEKS = 8
FULL_DAY = 240  # minutes: from there on a day of the calendar is as dark as it gets
LEVELS = 10

# ---------------------------------------------------------------- rhythm


def calendar_html(minutes_by_day: Mapping[date, int], *, today: date) -> SafeString:
    """Whole weeks from Monday on, the last one with today; its days to come are there to keep the form."""
    first = (week_start(today) - timedelta(weeks=CALENDAR_WEEKS - 1)).toordinal()
    days = map(date.fromordinal, range(first, first + 7 * CALENDAR_WEEKS))
    return SafeString("".join(_cell(day, minutes_by_day.get(day, 0), day > today) for day in days))


@lru_cache(maxsize=4096)
def _cell(day: date, minutes: int, to_come: bool) -> str:
    """A day as HTML, and above the first whole week of a month its name. Half a year of them made anew, or by a
    template, takes longer than the rest of the page.
    """
    level = min(LEVELS, -(-LEVELS * minutes // FULL_DAY))  # 0 for none, 1 for anything at all, 10 for a full day
    shade = "none" if to_come else f"w{level}" if level else ""
    said = f"{day:%A}, {day.day} {day:%B}: {say_minutes(minutes) if minutes else 'nothing'}"
    month = f"<b>{f'{day:%b}' if day.day <= 7 else ''}</b>" if day.weekday() == 0 else ""
    return f'{month}<i class="{shade}" title="{said}"></i>'


def rhythm_sentence(minutes_by_day: Mapping[date, int], *, today: date) -> str:
    """In how many of the last eight weeks there was study: a missed day breaks nothing. Empty before the first."""
    studied = {week_start(day) for day, minutes in minutes_by_day.items() if minutes and day <= today}
    if not studied:
        return ""
    this = week_start(today)
    since = max(min(studied), this - timedelta(weeks=RHYTHM_WEEKS - 1))
    weeks = (this - since).days // 7 + 1
    if weeks == 1:
        return "Your first week of study."
    held = sum(since <= week <= this for week in studied)
    return f"You studied in {'each' if held == weeks else held} of the last {weeks} weeks."


# ---------------------------------------------------------------- sessions seen at the exercises

SESSION_GAP = timedelta(minutes=30)
BEFORE_FIRST_RUN = timedelta(minutes=5)  # nobody presses Run at once
SHORTEST_SESSION = timedelta(minutes=10)


@dataclass(frozen=True)
class Session:
    """Runs close enough together to be one sitting."""

    start: datetime
    end: datetime
    topic: str | None

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds() // 60)


def sessions(runs: Iterable[tuple[datetime, str | None]]) -> list[Session]:
    """The sittings behind these runs, each a time and the uid of its topic; the most frequent topic is the sitting's.

    A sitting begins five minutes before its first run and ends with its last one: what came after was not seen.
    """
    groups: list[list[tuple[datetime, str | None]]] = []
    for run in sorted(runs, key=lambda run: run[0]):
        if not groups or run[0] - groups[-1][-1][0] > SESSION_GAP:
            groups.append([])
        groups[-1].append(run)
    found = []
    for group in groups:
        start, end = group[0][0] - BEFORE_FIRST_RUN, group[-1][0]
        if end - start >= SHORTEST_SESSION:
            [(topic, _)] = Counter(topic for _, topic in group).most_common(1)  # the first of those as frequent
            found.append(Session(start, end, topic))
    return found


# ---------------------------------------------------------------- time against the estimates

PRIOR_HOURS = 10  # the estimates' own weight: so many hours on them before one's own count for half


@dataclass(frozen=True)
class Factor:
    """A learner's hours over the estimates, on what they finished.

    ``value`` is shrunk towards 1: (logged + prior) / (estimated + prior), the prior being 10 h that took as long as
    estimated. A single short topic says little, ten topics say nearly all. ``kinds`` has the same for each kind of
    study, estimates and prior split by the roadmap's rule; the mean of these by that rule is ``value`` again, so what
    is left is multiplied by it, whatever kind it is.
    """

    value: float
    topics: int
    kinds: tuple[tuple[str, float], ...] = ()

    @property
    def sentence(self) -> str:
        if not self.topics:
            return ""
        what = "topic" if self.topics == 1 else f"{self.topics} topics"
        if round(self.value, 1) == 1:
            return f"Your finished {what} took about as long as estimated."
        return f"Going by your finished {what}, you take {self.value:.1f} times the estimate."

    @property
    def by_kind(self) -> str:
        """ "By kind, with the estimates split as the rule says: coding 1.3, reading 0.9, watching 1.1." """
        if not self.topics or not self.kinds:
            return ""
        said = ", ".join(f"{kind} {value:.1f}" for kind, value in self.kinds)
        return f"By kind, with the estimates split as the rule says: {said}."

    def of(self, hours: HoursRange) -> HoursRange:
        return HoursRange(round(self.value * hours.low), round(self.value * hours.high))


def factor(finished: Sequence[tuple[Mapping[str, int], HoursRange]], rule: Mapping[str, int]) -> Factor:
    """From the minutes of each kind logged on each finished topic, and its estimate; ``rule`` is in percent.

    A topic without any logged time tells nothing.
    """
    told = [(minutes, hours) for minutes, hours in finished if sum(minutes.values()) and hours.high]
    logged: Counter[str] = Counter()
    for minutes, _ in told:
        logged.update(minutes)
    estimated = sum(hours.low + hours.high for _, hours in told) / 20
    shares = {kind: percent / 100 for kind, percent in rule.items() if percent}
    kinds = tuple(
        (kind, (logged[kind] / 60 + share * PRIOR_HOURS) / (share * (estimated + PRIOR_HOURS)))
        for kind, share in shares.items()
    )
    return Factor((logged.total() / 60 + PRIOR_HOURS) / (estimated + PRIOR_HOURS), len(told), kinds)


@dataclass(frozen=True)
class Experience:
    """What others needed for a topic, shrunk towards its estimate, and how many they are."""

    hours: HoursRange
    learners: int

    @property
    def sentence(self) -> str:
        return f"{self.learners} others with your background needed about {self.hours}, weighed with the estimate."


FEWEST_LEARNERS = 5  # fewer, and an end of the range would be the time of one who can be told


def experience(minutes: Sequence[int], estimate: HoursRange | None) -> Experience | None:
    """The middle half of what finished learners logged, each end shrunk towards the estimate's as if two more learners
    had needed exactly that, in half hours. None for fewer than five: of five, neither the least nor the most shows.
    """
    if len(minutes) < FEWEST_LEARNERS:
        return None
    ordered = sorted(map(tenths, minutes))
    low, high = ordered[len(ordered) // 4], ordered[-1 - len(ordered) // 4]
    if estimate:
        n = len(ordered)
        low, high = (n * low + 2 * estimate.low) // (n + 2), (n * high + 2 * estimate.high) // (n + 2)
    low, high = ((end + 2) // 5 * 5 for end in (min(low, high), max(low, high)))
    return Experience(HoursRange(low, high), len(ordered))
