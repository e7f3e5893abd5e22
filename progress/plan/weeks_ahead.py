"""The work that falls into each of the weeks ahead."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from lib.durations import HoursRange, format_hours
from progress.hours.days import week_start
from progress.outline.outline import Outline
from progress.plan.rules import DAYS_IN_A_WEEK, WeeklyPlan
from progress.roadmap.curriculum import WorkItem

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Task(Generic[Key]):
    """A piece of work with the minutes left of it."""

    key: Key
    minutes: int


@dataclass(frozen=True)
class ScheduledWeek(Generic[Key]):
    """A week's minutes. ``shares`` pairs each task with its minutes in this week."""

    monday: date
    minutes: int
    shares: tuple[tuple[Key, int], ...]

    @property
    def is_paused(self) -> bool:
        return not self.minutes


def schedule(
    plan: WeeklyPlan, today: date, tasks: Sequence[Task[Key]], max_weeks: int = 104
) -> list[ScheduledWeek[Key]]:
    """Spread the tasks, in order, over the weeks from this one, or from the week in which the plan starts.

    This week has only its remaining days. A task without minutes is in the week of the task before it. The last week
    may have room to spare.
    """
    weeks: list[ScheduledWeek[Key]] = []
    queue = [(task.key, task.minutes) for task in tasks]
    begin = max(today, plan.start)
    monday = week_start(begin)
    while queue and len(weeks) < max_weeks and plan.minutes_a_week:
        room = minutes = plan.minutes_between(max(monday, today), monday + timedelta(days=DAYS_IN_A_WEEK))
        shares: list[tuple[Key, int]] = []
        while queue and (room or not queue[0][1]):
            key, minutes_left = queue.pop(0)
            share = min(room, minutes_left)
            room -= share
            shares.append((key, share))
            if minutes_left > share:
                queue.insert(0, (key, minutes_left - share))
        weeks.append(ScheduledWeek(monday, minutes, tuple(shares)))
        monday += timedelta(days=DAYS_IN_A_WEEK)
    return weeks


@dataclass(frozen=True)
class WeekShare:
    """The share of a week that goes to one work item."""

    item: WorkItem
    minutes: int

    @property
    def hours(self) -> str:
        return format_hours(self.minutes) if self.minutes else ""


@dataclass(frozen=True)
class WeekAhead:
    monday: date
    minutes: int
    shares: tuple[WeekShare, ...]

    @property
    def days(self) -> str:
        return f"{self.monday.day} {self.monday:%B} to {self.sunday.day} {self.sunday:%B}"

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def hours(self) -> str:
        return format_hours(self.minutes)


def weeks_ahead(
    hours_left: Mapping[WorkItem, HoursRange], outline: Outline, plan: WeeklyPlan | None, today: date
) -> tuple[WeekAhead, ...]:
    """Schedule the work items, using the middle of their hours left."""
    if plan is None:
        return ()
    tasks = [Task(item, middle_minutes(hours)) for item, hours in hours_left.items() if _is_open(item, hours, outline)]
    return tuple(
        WeekAhead(
            week.monday,
            week.minutes,
            tuple(WeekShare(item, minutes) for item, minutes in week.shares),
        )
        for week in schedule(plan, today, tasks)
    )


def middle_minutes(hours: HoursRange) -> int:
    """Return the middle of a range of hours, in minutes."""
    return 3 * (hours.low + hours.high)


def _is_open(item: WorkItem, hours_left: HoursRange, outline: Outline) -> bool:
    """Whether the item is scheduled: one without hours stays as long as one of its topics is open."""
    if item.hours[outline.background]:
        return bool(hours_left.high)
    lines = [outline.topics.get(topic) for topic in item.topics]
    return not lines or any(line is not None and not line.state.is_closed for line in lines)
