"""Plan and pace: what a rhythm of study allows, when the way would be walked at it, and what falls into which week.

No ORM, no clock: every day is an argument. Work is counted in minutes, estimates in tenths of an hour.

Property tests hold two promises: more hours never finish later, and a pause ahead never brings the finish nearer.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from curriculum.ranges import HoursRange
from progress.durations import hours_together, say_minutes, tenths, together
from progress.rules import week_start

Key = TypeVar("Key", bound=Hashable)

DAYS_IN_A_WEEK = 7
HORIZON = timedelta(days=10 * 365)  # a finish beyond it is no date that anyone plans by
LOOK_BACK_WEEKS = 12
BLOCK_WEEKS = 4  # shorter, and one week of holidays decides; longer, and what changed a month ago is not seen
EVEN_WITHIN = 30  # minutes: nearer to the plan than that is on it


@dataclass(frozen=True)
class Pause:
    """Days without study, the first and the last included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Plan:
    """So many minutes on each weekday, Monday first, from a day on, but for the pauses."""

    start: date
    weekdays: tuple[int, ...]
    pauses: tuple[Pause, ...] = ()

    @classmethod
    def evenly(cls, today: date, minutes_a_week: int, pauses: tuple[Pause, ...] = ()) -> "Plan":
        """The same every day, to the minute: what "8 h a week" means when nobody said on which days."""
        whole, rest = divmod(minutes_a_week, DAYS_IN_A_WEEK)
        return cls(today, tuple(whole + (day < rest) for day in range(DAYS_IN_A_WEEK)), pauses)

    @property
    def minutes_a_week(self) -> int:
        return sum(self.weekdays)

    def minutes_on(self, day: date) -> int:
        if day < self.start or any(pause.holds(day) for pause in self.pauses):
            return 0
        return self.weekdays[day.weekday()]

    def minutes_between(self, first: date, end: date) -> int:
        """From ``first`` to the day before ``end``."""
        return sum(minutes for _, minutes in self._days(first, end))

    def minutes_in_week_of(self, day: date) -> int:
        """Of its Monday to its Sunday."""
        monday = week_start(day)
        return self.minutes_between(monday, monday + timedelta(days=DAYS_IN_A_WEEK))

    def finish(self, today: date, work: Sequence[int]) -> list[date | None]:
        """The day on which each of these pieces of work, in minutes and one after another, is done.

        Work begins today. A piece with nothing left is done today, or with the one before it; None is beyond the
        horizon.
        """
        ends: list[date | None] = []
        days = self._days(today, today + HORIZON) if self.minutes_a_week else iter(())
        day: int | None = today.toordinal()
        have = 0  # minutes up to and with `day` that no piece has used
        for minutes in work:
            while day is not None and have < minutes:
                day, more = next(days, (None, 0))
                have += more
            have -= minutes
            ends.append(date.fromordinal(day) if day else None)
        return ends

    def _days(self, first: date, end: date) -> Iterator[tuple[int, int]]:
        """The ordinal and the minutes of each day of the plan from ``first`` to the day before ``end``.

        Ordinals, as a finish may be years of days away.
        """
        pauses = [(pause.first.toordinal(), pause.last.toordinal()) for pause in self.pauses]
        for day in range(max(first, self.start).toordinal(), end.toordinal()):
            paused = pauses and any(begun <= day <= over for begun, over in pauses)
            yield day, 0 if paused else self.weekdays[(day - 1) % DAYS_IN_A_WEEK]  # day 1 was a Monday


def _days(first: date, end: date) -> Iterator[date]:
    for offset in range((end - first).days):
        yield first + timedelta(days=offset)


# ---------------------------------------------------------------- the pace that was kept


@dataclass(frozen=True)
class Pace:
    """Minutes a week, slow and fast, and whether they were logged or are only planned."""

    slow: int
    fast: int
    is_logged: bool

    @property
    def sentence(self) -> str:
        if not self.is_logged:
            return f"By your plan of {hours_together(self.fast)} a week; after four logged weeks, by what you logged."
        if tenths(self.slow) == tenths(self.fast):
            return f"By the {hours_together(self.fast)} a week that you logged."
        return (
            f"By what you logged: {hours_together(self.slow)} a week in your slowest four weeks of the last "
            f"{LOOK_BACK_WEEKS}, {hours_together(self.fast)} in your fastest."
        )


def pace_kept(weeks: Sequence[int], planned: int) -> Pace:
    """The mean of the slowest and of the fastest four weeks in a row.

    ``weeks`` are the minutes of each whole week, the oldest first, without the weeks spent in a pause. Means over four
    weeks, not quantiles over single ones: a finish months away averages over many weeks, good and bad.
    """
    recent = weeks[-LOOK_BACK_WEEKS:]
    if len(recent) < BLOCK_WEEKS:
        return Pace(planned, planned, is_logged=False)
    means = [sum(recent[i : i + BLOCK_WEEKS]) // BLOCK_WEEKS for i in range(len(recent) - BLOCK_WEEKS + 1)]
    return Pace(min(means), max(means), is_logged=True)


# ---------------------------------------------------------------- the finish


@dataclass(frozen=True)
class Finish:
    """Between two days; a ``last`` of None cannot be told at that pace, a ``first`` of None neither can."""

    first: date | None
    last: date | None

    def said(self, today: date) -> str:
        if self.first is None:
            return "no end in sight at this pace"
        if self.last is None:
            return f"{_say(self.first, today)} at the earliest"
        if self.last <= today:
            return "done"
        if self.first == self.last:
            return _say(self.last, today)
        return f"{_without_what_follows(self.first, self.last, today)} to {_say(self.last, today)}"


def _without_what_follows(first: date, last: date, today: date) -> str:
    """ "8" of "8 to 30 December", "20 February" of "20 February to 1 June 2027"."""
    if (first.year, first.month) == (last.year, last.month):
        return str(first.day)
    return together(f"{first.day} {first:%B}") if first.year == last.year else _say(first, today)


def _say(day: date, today: date) -> str:
    """The year only where it is another one."""
    return together(f"{day.day} {day:%B}") + ("" if day.year == today.year else f" {day.year}")


def project(
    today: date, left: Sequence[HoursRange], pace: Pace, pauses: Iterable[Pause] = (), start: date | None = None
) -> list[Finish]:
    """When each stretch of the way, one after another, would be walked, from ``start`` on if that is still to come.

    The first day is the estimates' low ends at the fast pace, the last their high ends at the slow one.
    """
    breaks, begin = tuple(pauses), max(today, start or today)
    firsts = Plan.evenly(begin, pace.fast, breaks).finish(today, [6 * hours.low for hours in left])
    lasts = Plan.evenly(begin, pace.slow, breaks).finish(today, [6 * hours.high for hours in left])
    return [Finish(first, last) for first, last in zip(firsts, lasts, strict=True)]


def project_plan(today: date, left: Sequence[HoursRange], plan: Plan) -> list[Finish]:
    """The same by the plan's own weekdays: the interval is then the estimates' alone."""
    firsts = plan.finish(today, [6 * hours.low for hours in left])
    lasts = plan.finish(today, [6 * hours.high for hours in left])
    return [Finish(first, last) for first, last in zip(firsts, lasts, strict=True)]


# ---------------------------------------------------------------- against the plan


@dataclass(frozen=True)
class Standing:
    """Minutes logged since the plan began against the minutes planned up to and with yesterday."""

    planned: int
    logged: int
    begins: date | None = None
    """When the plan begins, if that is still to come."""

    @property
    def ahead(self) -> int:
        """Minutes; negative is behind."""
        return self.logged - self.planned

    @property
    def sentence(self) -> str:
        if self.begins:
            return f"Your plan begins on {together(f'{self.begins.day} {self.begins:%B}')} {self.begins.year}."
        if not self.planned and not self.logged:
            return "Your plan begins here."
        of = f"{hours_together(self.logged)} logged, {hours_together(self.planned)} planned"
        if abs(self.ahead) <= EVEN_WITHIN:
            return f"On your plan: {of}."
        return f"{hours_together(abs(self.ahead))} {'ahead of' if self.ahead > 0 else 'behind'} your plan: {of}."

    def catching_up(self, plan: Plan, today: date) -> str:
        """What would make up for it within four weeks; nothing when nothing is to be made up."""
        if self.ahead >= -EVEN_WITHIN:
            return ""
        days = sum(plan.minutes_on(day) > 0 for day in _days(today, today + timedelta(weeks=4)))
        if not days:
            return ""
        more = -(self.ahead // days)  # rounded up
        if more > 120:
            return "Begin the plan anew from today, and what is past no longer counts."
        more_said = together(say_minutes(more))
        return f"{more_said} more on each study day make it up in four weeks. Beginning the plan anew does too."


# ---------------------------------------------------------------- the schedule


@dataclass(frozen=True)
class Task(Generic[Key]):
    """A piece of the way with what is left of it."""

    key: Key
    minutes: int


@dataclass(frozen=True)
class ScheduledWeek(Generic[Key]):
    """What a week has room for. ``parts`` pairs each task with its minutes in this week."""

    monday: date
    minutes: int
    parts: tuple[tuple[Key, int], ...]

    @property
    def is_paused(self) -> bool:
        return not self.minutes


def schedule(plan: Plan, today: date, tasks: Sequence[Task[Key]], most_weeks: int = 104) -> list[ScheduledWeek[Key]]:
    """The tasks in their order over the weeks from this one on, or from the one in which the plan begins; the rest of
    this week is what is left of it.

    A task without minutes stands in the week of the task before it. The last week may have room to spare.
    """
    weeks: list[ScheduledWeek[Key]] = []
    waiting = [(task.key, task.minutes) for task in tasks]
    begin = max(today, plan.start)
    monday = week_start(begin)
    while waiting and len(weeks) < most_weeks and plan.minutes_a_week:
        room = minutes = plan.minutes_between(max(monday, today), monday + timedelta(days=DAYS_IN_A_WEEK))
        parts: list[tuple[Key, int]] = []
        while waiting and (room or not waiting[0][1]):
            key, left = waiting.pop(0)
            now = min(room, left)
            room -= now
            parts.append((key, now))
            if left > now:
                waiting.insert(0, (key, left - now))
        weeks.append(ScheduledWeek(monday, minutes, tuple(parts)))
        monday += timedelta(days=DAYS_IN_A_WEEK)
    return weeks


# ---------------------------------------------------------------- what is left of the roadmap's activities


@dataclass(frozen=True)
class Work(Generic[Key]):
    """An activity with its hours, and the topics it is about."""

    key: Key
    hours: HoursRange | None
    topics: tuple[int, ...]


def for_background(hours: HoursRange, topics: Iterable[tuple[HoursRange, HoursRange]]) -> HoursRange:
    """The hours of an activity, given for a refresher, as they grow with those of its topics: each topic comes with
    its hours as a refresher and with the learner's.
    """
    pairs = list(topics)
    refresher, own = HoursRange.total(base for base, _ in pairs), HoursRange.total(mine for _, mine in pairs)
    if not refresher.low or refresher == own:
        return hours
    low, high = hours.low * own.low / refresher.low, hours.high * own.high / refresher.high
    return HoursRange(round(min(low, high)), round(max(low, high)))


def left_of(works: Sequence[Work[Key]], logged: Mapping[int, int], closed: Iterable[int]) -> dict[Key, HoursRange]:
    """Hours left of each activity, given the minutes logged on each topic and the topics that are done or skipped.

    Time is logged on topics, and a topic may be in several activities: it fills the first of them up to its high end,
    then the next. An activity is over when all its topics are.
    """
    purse = dict(logged)
    over = frozenset(closed)
    left: dict[Key, HoursRange] = {}
    for work in works:
        if work.hours is None or (work.topics and over.issuperset(work.topics)):
            left[work.key] = HoursRange(0, 0)
            continue
        spent = 0
        for topic in work.topics:
            take = min(purse.get(topic, 0), 6 * work.hours.high - spent)
            spent += take
            purse[topic] = purse.get(topic, 0) - take
        done = tenths(spent)
        left[work.key] = HoursRange(max(0, work.hours.low - done), max(0, work.hours.high - done))
    return left
