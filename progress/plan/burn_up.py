"""Hours over time: planned, logged, and projected at the slow and the fast pace."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lib.ranges import HoursRange
from progress.plan.finish import Finish
from progress.plan.pace import Pace
from progress.plan.weekly_plan import WeeklyPlan

MAX_STEPS = 24  # rows of the table, apart from today and the dates of the finish
WITHOUT_FINISH = timedelta(weeks=12)  # how far the chart looks ahead where nothing is projected
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True, kw_only=True)
class BurnUpPoint:
    """Minutes since the plan began, up to a day. None: it isn't known there, or not projected."""

    day: date
    minutes_planned: int
    minutes_logged: int | None = None
    slow: int | None = None
    fast: int | None = None


@dataclass(frozen=True, kw_only=True)
class BurnUp:
    points: tuple[BurnUpPoint, ...]
    today: date
    low: int
    """Minutes when the work is done, if what is left takes the low end of its estimate; ``high`` the high end."""
    high: int
    finish: Finish | None
    """None if nothing is projected."""


def burn_up(
    plan: WeeklyPlan,
    minutes_by_day: Mapping[date, int],
    hours_left: HoursRange,
    pace: Pace,
    finish: Finish,
    today: date,
) -> BurnUp | None:
    """None before the plan's first day. ``minutes_by_day`` has the days since then."""
    if plan.start > today:
        return None
    total = sum(minutes for day, minutes in minutes_by_day.items() if day >= plan.start)
    low, high = total + 6 * hours_left.low, total + 6 * hours_left.high
    is_projected = finish.first is not None and high > total
    end = _end(finish, today) if is_projected else today + (WITHOUT_FINISH if high > total else ONE_DAY)
    ahead = _at_pace(plan, pace, today) if is_projected else None
    most = max(high, plan.minutes_between(plan.start, today))

    def point(day: date) -> BurnUpPoint:
        minutes_planned = min(most, plan.minutes_between(plan.start, day))
        if day < today:
            before = sum(minutes for each, minutes in minutes_by_day.items() if plan.start <= each < day)
            return BurnUpPoint(day=day, minutes_planned=minutes_planned, minutes_logged=before)
        is_today = day == today
        if ahead is None:
            return BurnUpPoint(day=day, minutes_planned=minutes_planned, minutes_logged=total if is_today else None)
        slow, fast = (0 if is_today else each.minutes_between(today, day + ONE_DAY) for each in ahead)
        return BurnUpPoint(
            day=day,
            minutes_planned=minutes_planned,
            minutes_logged=total if is_today else None,
            slow=min(total + slow, high),
            fast=min(total + fast, low),
        )

    days = {*_steps(plan.start, end), today, end, *([finish.first] if is_projected and finish.first else [])}
    points = tuple(point(day) for day in sorted(days))
    return BurnUp(points=points, today=today, low=low, high=high, finish=finish if is_projected else None)


def _at_pace(plan: WeeklyPlan, pace: Pace, today: date) -> tuple[WeeklyPlan, WeeklyPlan]:
    """What `project` and `project_plan` count with, slow and fast."""
    if not pace.is_logged:
        return plan, plan
    return WeeklyPlan.evenly(today, pace.slow, plan.pauses), WeeklyPlan.evenly(today, pace.fast, plan.pauses)


def _end(finish: Finish, today: date) -> date:
    """The latest finish; without one, twice as far as the earliest."""
    first = finish.first or today
    return max(finish.last or first + (first - today), today + ONE_DAY)


def _steps(start: date, end: date) -> Iterator[date]:
    """Every week, or every few weeks of a long time."""
    weeks = -(-(end - start).days // 7)
    step = max(1, -(-weeks // MAX_STEPS)) * ONE_WEEK
    day = start
    while day < end:
        yield day
        day += step
