"""The plan's rules: the minutes of each day, the pace of the last weeks, the standing, and the projected finish.

Every day is an argument. Work is counted in minutes, estimates in tenths of an hour. Property tests hold two promises:
more hours never finish later, and a pause ahead never brings the finish nearer.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

from lib.durations import HoursRange, format_minutes, tenths, unbroken, unbroken_hours
from progress.hours.days import week_start

DAYS_IN_A_WEEK = 7
HORIZON = timedelta(days=10 * 365)  # a finish beyond it is no date that anyone plans by
LOOK_BACK_WEEKS = 12
BLOCK_WEEKS = 4  # with fewer, one week of holidays decides; with more, a recent change doesn't show
EVEN_WITHIN = 30  # minutes; a smaller difference counts as on plan
CATCH_UP_WEEKS = 4
MAX_CATCH_UP_MINUTES = 120  # minutes per study day; beyond it we suggest restarting the plan
PLAN_STARTS = "Your plan starts here: nothing planned or logged yet."
ON_PLAN = "You’re on plan ({})."
NO_FINISH = "no finish date at this pace"


@dataclass(frozen=True)
class Pause:
    """Days without study, the first and the last included."""

    first: date
    last: date

    def includes(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class WeeklyPlan:
    """Minutes for each weekday, Monday first, from a start day, except during pauses."""

    start: date
    weekdays: tuple[int, ...]
    pauses: tuple[Pause, ...] = ()

    @classmethod
    def evenly(cls, today: date, minutes_a_week: int, pauses: tuple[Pause, ...] = ()) -> "WeeklyPlan":
        """Return a plan with the same minutes every day, for "8 h a week" without chosen days."""
        minutes, rest = divmod(minutes_a_week, DAYS_IN_A_WEEK)
        return cls(today, tuple(minutes + (day < rest) for day in range(DAYS_IN_A_WEEK)), pauses)

    @property
    def minutes_a_week(self) -> int:
        return sum(self.weekdays)

    def minutes_on(self, day: date) -> int:
        if day < self.start or any(pause.includes(day) for pause in self.pauses):
            return 0
        return self.weekdays[day.weekday()]

    def minutes_between(self, first: date, end: date) -> int:
        """Sum the minutes from ``first`` to the day before ``end``."""
        return self._minutes_between(first.toordinal(), end.toordinal())

    def minutes_in_week_of(self, day: date) -> int:
        """The minutes planned from its Monday to its Sunday."""
        monday = week_start(day)
        return self.minutes_between(monday, monday + timedelta(days=DAYS_IN_A_WEEK))

    def days_paused(self, first: date, end: date) -> int:
        """The days of pauses, from ``first`` to the day before ``end``. A day in two pauses counts once."""
        days = (first.toordinal(), end.toordinal())
        return sum(max(0, min(days[1], stop) - max(days[0], start)) for start, stop in self._pause_spans)

    def finish(self, today: date, work: Sequence[int]) -> list[date | None]:
        """The day on which each of these pieces of work, in minutes and one after another, is done.

        Work begins today. A piece with nothing left is done today, or with the one before it; None is beyond the
        horizon.
        """
        first = today.toordinal()
        days = range(first, (today + HORIZON).toordinal())
        ends: list[date | None] = []
        for total in accumulate(work):
            if not total:
                ends.append(today)
                continue
            at = bisect_left(days, total, key=lambda day: self._minutes_between(first, day + 1))
            ends.append(date.fromordinal(days[at]) if at < len(days) else None)
        return ends

    def _minutes_between(self, first: int, end: int) -> int:
        """Do so by ordinals: all days less those of the pauses, without a look at each day."""
        first = max(first, self.start.toordinal())
        if end <= first:
            return 0
        minutes_paused = sum(
            self._minutes_of_days(max(first, start), min(end, stop))
            for start, stop in self._pause_spans
            if start < end and stop > first
        )
        return self._minutes_of_days(first, end) - minutes_paused

    def _minutes_of_days(self, first: int, end: int) -> int:
        """Sum the minutes of the weekdays, without regard to pauses."""
        weeks, days = divmod(end - first, DAYS_IN_A_WEEK)
        rest = sum(
            self.weekdays[(day - 1) % DAYS_IN_A_WEEK] for day in range(first, first + days)
        )  # day 1 was a Monday
        return weeks * self.minutes_a_week + rest

    @cached_property
    def _pause_spans(self) -> list[tuple[int, int]]:
        """The first ordinal of each pause and the one after its last. Pauses that overlap are one."""
        spans: list[tuple[int, int]] = []
        for pause in sorted(self.pauses, key=lambda pause: pause.first):
            start, stop = pause.first.toordinal(), pause.last.toordinal() + 1
            if spans and start <= spans[-1][1]:
                spans[-1] = spans[-1][0], max(stop, spans[-1][1])
            else:
                spans.append((start, stop))
        return spans


@dataclass(frozen=True)
class Pace:
    """Minutes a week, slow and fast, and whether they were logged or are only planned."""

    slow: int
    fast: int
    is_logged: bool

    @property
    def sentence(self) -> str:
        if not self.is_logged:
            return f"Based on your plan of {unbroken_hours(self.fast)} a week, until you’ve logged four weeks."
        if tenths(self.slow) == tenths(self.fast):
            return f"Based on the {unbroken_hours(self.fast)} a week you logged."
        return (
            f"Based on your last {LOOK_BACK_WEEKS} weeks: {unbroken_hours(self.slow)} a week in your slowest four, "
            f"{unbroken_hours(self.fast)} in your fastest."
        )


def pace_from_weeks(weeks: Sequence[int], minutes_planned: int) -> Pace:
    """The mean of the slowest and of the fastest four weeks in a row.

    ``weeks`` are the minutes of each whole week, the oldest first, without the weeks spent in a pause. Means over four
    weeks, not quantiles over single ones: a finish months away averages over many weeks, good and bad.
    """
    recent = weeks[-LOOK_BACK_WEEKS:]
    if len(recent) < BLOCK_WEEKS:
        return Pace(minutes_planned, minutes_planned, is_logged=False)
    means = [sum(recent[i : i + BLOCK_WEEKS]) // BLOCK_WEEKS for i in range(len(recent) - BLOCK_WEEKS + 1)]
    return Pace(min(means), max(means), is_logged=True)


def _days(first: date, end: date) -> Iterator[date]:
    for offset in range((end - first).days):
        yield first + timedelta(days=offset)


@dataclass(frozen=True)
class PlanStanding:
    """Minutes logged since the plan began against the minutes planned up to and with yesterday."""

    minutes_planned: int
    minutes_logged: int
    start: date | None = None
    """When the plan begins, if that is still to come."""

    @property
    def minutes_ahead(self) -> int:
        """Minutes; negative is behind."""
        return self.minutes_logged - self.minutes_planned

    @property
    def sentence(self) -> str:
        if self.start:
            return f"Your plan starts on {unbroken(f'{self.start.day} {self.start:%B}')} {self.start.year}."
        if not self.minutes_planned and not self.minutes_logged:
            return PLAN_STARTS
        hours_logged = unbroken_hours(self.minutes_logged).removesuffix(unbroken(" h"))
        figures = unbroken(f"{hours_logged} of {unbroken_hours(self.minutes_planned)}")
        if abs(self.minutes_ahead) <= EVEN_WITHIN:
            return ON_PLAN.format(figures)
        hours = unbroken_hours(abs(self.minutes_ahead))
        standing = f"{hours} {'ahead of' if self.minutes_ahead > 0 else 'behind'} plan"
        return f"You’re {standing} ({figures})." if self.minutes_planned else f"You’re {standing}."

    def catch_up_sentence(self, plan: WeeklyPlan, today: date) -> str:
        """Say what would catch up within four weeks. Empty if the learner isn't behind."""
        if self.minutes_ahead >= -EVEN_WITHIN:
            return ""
        days = sum(plan.minutes_on(day) > 0 for day in _days(today, today + timedelta(weeks=CATCH_UP_WEEKS)))
        if not days:
            return ""
        more = -(self.minutes_ahead // days)  # rounded up
        if more > MAX_CATCH_UP_MINUTES:
            return "To catch up, restart the plan from today. Missed hours then no longer count."
        more_text = unbroken(format_minutes(more))
        return f"Add {more_text} per study day to catch up in four weeks, or restart the plan."


@dataclass(frozen=True)
class Finish:
    """Between two days; a ``last`` of None cannot be told at that pace, a ``first`` of None neither can."""

    first: date | None
    last: date | None

    def range_text(self, today: date) -> str:
        if self.first is None:
            return NO_FINISH
        if self.last is None:
            return f"{_format_date(self.first, today)} at the earliest"
        if self.last <= today:
            return "done"
        if self.first == self.last:
            return _format_date(self.last, today)
        return f"{_format_start(self.first, self.last, today)} to {_format_date(self.last, today)}"

    def when(self, today: date) -> str:
        """ "between 9 March and 21 July 2027". Empty without a date."""
        if self.first is None:
            return ""
        if self.last is None or self.first == self.last:
            return f"on {self.range_text(today)}"
        return f"between {_format_start(self.first, self.last, today)} and {_format_date(self.last, today)}"

    def headline(self, today: date) -> str:
        """ "On pace to finish between 9 March and 21 July 2027"."""
        when = self.when(today)
        return f"On pace to finish {when}" if when else "No finish date at this pace"


def describe_difference(old: Finish, new: Finish) -> str:
    """Say by how many days ``new`` is later or sooner: "That’s 12 to 40 days later." Empty if an end has no date."""
    if not (old.first and old.last and new.first and new.last):
        return ""
    first, last = (new.first - old.first).days, (new.last - old.last).days
    if first == last:
        return f"That’s {_format_days(first)}." if first else "That’s the same as now."
    if first * last > 0:
        fewer, more = sorted((first, last), key=abs)
        return f"That’s {abs(fewer)} to {_format_days(more)}."
    return f"The earliest date is {_format_days(first)}, the latest {_format_days(last)}."


def _format_days(days: int) -> str:
    """ "12 days later", "1 day sooner"."""
    if not days:
        return "the same"
    count = unbroken(f"{abs(days)} day{'' if abs(days) == 1 else 's'}")
    return f"{count} {'later' if days > 0 else 'sooner'}"


def _format_start(first: date, last: date, today: date) -> str:
    """ "8" of "8 to 30 December", "20 February" of "20 February to 1 June 2027"."""
    if (first.year, first.month) == (last.year, last.month):
        return str(first.day)
    return unbroken(f"{first.day} {first:%B}") if first.year == last.year else _format_date(first, today)


def _format_date(day: date, today: date) -> str:
    """The year only where it is another one."""
    return unbroken(f"{day.day} {day:%B}") + ("" if day.year == today.year else f" {day.year}")


def project(
    today: date, hours_left: Sequence[HoursRange], pace: Pace, pauses: Iterable[Pause] = (), start: date | None = None
) -> list[Finish]:
    """Project the finish of each phase, one after another, from ``start`` on if that is still to come.

    The first day is the estimates' low ends at the fast pace, the last their high ends at the slow one.
    """
    breaks, begin = tuple(pauses), max(today, start or today)
    firsts = WeeklyPlan.evenly(begin, pace.fast, breaks).finish(today, [6 * hours.low for hours in hours_left])
    lasts = WeeklyPlan.evenly(begin, pace.slow, breaks).finish(today, [6 * hours.high for hours in hours_left])
    return [Finish(first, last) for first, last in zip(firsts, lasts, strict=True)]


def project_plan(today: date, hours_left: Sequence[HoursRange], plan: WeeklyPlan) -> list[Finish]:
    """Project it by the plan's own weekdays: the interval is then the estimates' alone."""
    firsts = plan.finish(today, [6 * hours.low for hours in hours_left])
    lasts = plan.finish(today, [6 * hours.high for hours in hours_left])
    return [Finish(first, last) for first, last in zip(firsts, lasts, strict=True)]
