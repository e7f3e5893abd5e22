"""The burn-up chart: hours planned, logged and projected over time, as shapes and as a table.

The shapes are in a square of 1000 by 1000 and stretched to the width of the page, so that the labels keep the size of
text on a phone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from lib.durations import HoursRange, format_hours
from progress.plan.rules import Finish, Pace, WeeklyPlan

MAX_STEPS = 24  # rows of the table, apart from today and the dates of the finish
WITHOUT_FINISH = timedelta(weeks=12)  # how far the chart looks ahead where nothing is projected
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(weeks=1)
SIDE = 1000
MAX_LINES = 4  # of the grid


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
    """Return None before the plan's first day. ``minutes_by_day`` has the days since then."""
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
            minutes_before = sum(
                minutes for logged_day, minutes in minutes_by_day.items() if plan.start <= logged_day < day
            )
            return BurnUpPoint(day=day, minutes_planned=minutes_planned, minutes_logged=minutes_before)
        is_today = day == today
        if ahead is None:
            return BurnUpPoint(day=day, minutes_planned=minutes_planned, minutes_logged=total if is_today else None)
        slow, fast = (0 if is_today else plan_ahead.minutes_between(today, day + ONE_DAY) for plan_ahead in ahead)
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
    """Return the plans with which `project` and `project_plan` count, slow and fast."""
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


@dataclass(frozen=True)
class GridLine:
    y: int
    label: str

    @property
    def percent(self) -> str:
        return f"{self.y / (SIDE / 100):.1f}%"


@dataclass(frozen=True, kw_only=True)
class BurnUpRow:
    day: date
    hours_planned: str
    hours_logged: str
    slow: str
    fast: str


@dataclass(frozen=True)
class BurnUpChart:
    data: BurnUp

    @property
    def first(self) -> date:
        return self.data.points[0].day

    @property
    def last(self) -> date:
        return self.data.points[-1].day

    @cached_property
    def top(self) -> int:
        """Minutes at the top edge."""
        return max(
            60, *(max(point.minutes_planned, point.minutes_logged or 0) for point in self.data.points), self.data.high
        )

    @property
    def grid(self) -> list[GridLine]:
        """Whole hours, each 1, 2 or 5 times a power of ten apart."""
        hours = self.top // 60
        step = next(step for step in _round_numbers() if hours // step <= MAX_LINES)
        return [GridLine(self._y(60 * line), f"{line} h") for line in range(step, hours + 1, step)]

    @property
    def planned_line(self) -> str:
        """Until all the work is planned."""
        points = self.data.points
        most = points[-1].minutes_planned
        count = next(number for number, point in enumerate(points, 1) if point.minutes_planned == most)
        return self._line([(point.day, point.minutes_planned) for point in points[: max(count, 2)]])

    @property
    def logged_line(self) -> str:
        return self._line(
            [(point.day, point.minutes_logged) for point in self.data.points if point.minutes_logged is not None]
        )

    @cached_property
    def cone(self) -> str:
        """A polygon from today along the fast pace to the earliest and latest finish, and back at the slow pace."""
        finish, points_ahead = self.data.finish, [point for point in self.data.points if point.fast is not None]
        if finish is None or finish.first is None:
            return ""
        edge = [(point.day, point.fast or 0) for point in points_ahead if point.day <= finish.first]
        if finish.last is None:
            edge.append((self.last, self.data.low))
        return self._line([*edge, *((point.day, point.slow or 0) for point in reversed(points_ahead))])

    @property
    def scope(self) -> tuple[int, int]:
        """The top edge and the height of the band in which the work is done."""
        return self._y(self.data.high), self._y(self.data.low) - self._y(self.data.high)

    @property
    def scope_text(self) -> str:
        """ "The whole roadmap: 200 to 240 h"."""
        low, high = (round(minutes / 60) for minutes in (self.data.low, self.data.high))
        return f"The whole roadmap: {high} h" if low == high else f"The whole roadmap: {low} to {high} h"

    @property
    def today(self) -> int:
        return self._x(self.data.today)

    @property
    def rows(self) -> list[BurnUpRow]:
        return [self._row(point) for point in self.data.points]

    def _row(self, point: BurnUpPoint) -> BurnUpRow:
        def hours_at(minutes: int | None, end: int) -> str:
            if minutes is None or point.day == self.data.today:
                return ""
            return f"{format_hours(minutes)}, done" if minutes >= end else format_hours(minutes)

        return BurnUpRow(
            day=point.day,
            hours_planned=format_hours(point.minutes_planned),
            hours_logged="" if point.minutes_logged is None else format_hours(point.minutes_logged),
            slow=hours_at(point.slow, self.data.high),
            fast=hours_at(point.fast, self.data.low),
        )

    def _line(self, places: Sequence[tuple[date, int]]) -> str:
        return " ".join(f"{self._x(day)},{self._y(minutes)}" for day, minutes in places)

    def _x(self, day: date) -> int:
        return round(SIDE * (day - self.first).days / ((self.last - self.first).days or 1))

    def _y(self, minutes: int) -> int:
        return SIDE - round(SIDE * minutes / self.top)


def _round_numbers() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50 and so on."""
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10
