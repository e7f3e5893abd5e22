"""The projected finish of each phase."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lib.ranges import HoursRange
from progress.durations import together
from progress.plan.pace import Pace
from progress.plan.weekly_plan import Pause, WeeklyPlan

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
