"""The pace of the last weeks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lib.ranges import HoursRange
from progress.durations import hours_together, say_minutes, tenths, together
from progress.plan.weekly_plan import Pause, WeeklyPlan

LOOK_BACK_WEEKS = 12
BLOCK_WEEKS = 4  # with fewer, one week of holidays decides; with more, a recent change doesn't show


@dataclass(frozen=True)
class Pace:
    """Minutes a week, slow and fast, and whether they were logged or are only planned."""

    slow: int
    fast: int
    is_logged: bool

    @property
    def sentence(self) -> str:
        if not self.is_logged:
            return f"Based on your plan of {hours_together(self.fast)} a week, until you’ve logged four weeks."
        if tenths(self.slow) == tenths(self.fast):
            return f"Based on the {hours_together(self.fast)} a week you logged."
        return (
            f"Based on your last {LOOK_BACK_WEEKS} weeks: {hours_together(self.slow)} a week in your slowest four, "
            f"{hours_together(self.fast)} in your fastest."
        )


def pace_kept(weeks: Sequence[int], minutes_planned: int) -> Pace:
    """The mean of the slowest and of the fastest four weeks in a row.

    ``weeks`` are the minutes of each whole week, the oldest first, without the weeks spent in a pause. Means over four
    weeks, not quantiles over single ones: a finish months away averages over many weeks, good and bad.
    """
    recent = weeks[-LOOK_BACK_WEEKS:]
    if len(recent) < BLOCK_WEEKS:
        return Pace(minutes_planned, minutes_planned, is_logged=False)
    means = [sum(recent[i : i + BLOCK_WEEKS]) // BLOCK_WEEKS for i in range(len(recent) - BLOCK_WEEKS + 1)]
    return Pace(min(means), max(means), is_logged=True)


EVEN_WITHIN = 30  # minutes; a smaller difference counts as on plan
CATCH_UP_WEEKS = 4
MAX_CATCH_UP_MINUTES = 120  # minutes per study day; beyond it we suggest restarting the plan
PLAN_STARTS = "Your plan starts here: nothing planned or logged yet."
ON_PLAN = "You’re on plan ({})."


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
            return f"Your plan starts on {together(f'{self.start.day} {self.start:%B}')} {self.start.year}."
        if not self.minutes_planned and not self.minutes_logged:
            return PLAN_STARTS
        hours_logged = hours_together(self.minutes_logged).removesuffix(together(" h"))
        figures = together(f"{hours_logged} of {hours_together(self.minutes_planned)}")
        if abs(self.minutes_ahead) <= EVEN_WITHIN:
            return ON_PLAN.format(figures)
        hours = hours_together(abs(self.minutes_ahead))
        return f"You’re {hours} {'ahead of' if self.minutes_ahead > 0 else 'behind'} plan ({figures})."

    def catch_up_sentence(self, plan: WeeklyPlan, today: date) -> str:
        """What would catch up within four weeks. Empty if the learner isn't behind."""
        if self.minutes_ahead >= -EVEN_WITHIN:
            return ""
        days = sum(plan.minutes_on(day) > 0 for day in _days(today, today + timedelta(weeks=CATCH_UP_WEEKS)))
        if not days:
            return ""
        more = -(self.minutes_ahead // days)  # rounded up
        if more > MAX_CATCH_UP_MINUTES:
            return "To catch up, restart the plan from today. Missed hours then no longer count."
        more_text = together(say_minutes(more))
        return f"Add {more_text} per study day to catch up in four weeks, or restart the plan."


NO_FINISH = "no finish date at this pace"


@dataclass(frozen=True)
class Finish:
    """Between two days; a ``last`` of None cannot be told at that pace, a ``first`` of None neither can."""

    first: date | None
    last: date | None

    def range_text(self, today: date) -> str:
        if self.first is None:
            return NO_FINISH
        if self.last is None:
            return f"{_say(self.first, today)} at the earliest"
        if self.last <= today:
            return "done"
        if self.first == self.last:
            return _say(self.last, today)
        return f"{_without_what_follows(self.first, self.last, today)} to {_say(self.last, today)}"

    def headline(self, today: date) -> str:
        """ "On pace to finish between 9 March and 21 July 2027"."""
        if self.first is None:
            return "No finish date at this pace"
        if self.last is None or self.first == self.last:
            return f"On pace to finish on {self.range_text(today)}"
        first, last = _without_what_follows(self.first, self.last, today), _say(self.last, today)
        return f"On pace to finish between {first} and {last}"


def say_difference(before: Finish, after: Finish) -> str:
    """By how many days ``after`` is later or sooner: "That’s 12 to 40 days later." Empty if an end has no date."""
    if not (before.first and before.last and after.first and after.last):
        return ""
    first, last = (after.first - before.first).days, (after.last - before.last).days
    if first == last:
        return f"That’s {_say_days(first)}." if first else "That’s the same as now."
    if first * last > 0:
        fewer, more = sorted((first, last), key=abs)
        return f"That’s {abs(fewer)} to {_say_days(more)}."
    return f"The earliest date is {_say_days(first)}, the latest {_say_days(last)}."


def _say_days(days: int) -> str:
    """ "12 days later", "1 day sooner"."""
    if not days:
        return "the same"
    count = together(f"{abs(days)} day{'' if abs(days) == 1 else 's'}")
    return f"{count} {'later' if days > 0 else 'sooner'}"


def _without_what_follows(first: date, last: date, today: date) -> str:
    """ "8" of "8 to 30 December", "20 February" of "20 February to 1 June 2027"."""
    if (first.year, first.month) == (last.year, last.month):
        return str(first.day)
    return together(f"{first.day} {first:%B}") if first.year == last.year else _say(first, today)


def _say(day: date, today: date) -> str:
    """The year only where it is another one."""
    return together(f"{day.day} {day:%B}") + ("" if day.year == today.year else f" {day.year}")


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
    """The same by the plan's own weekdays: the interval is then the estimates' alone."""
    firsts = plan.finish(today, [6 * hours.low for hours in hours_left])
    lasts = plan.finish(today, [6 * hours.high for hours in hours_left])
    return [Finish(first, last) for first, last in zip(firsts, lasts, strict=True)]
