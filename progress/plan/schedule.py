"""The work that falls into each of the weeks ahead."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from progress.hours.rules import week_start
from progress.plan.weekly_plan import DAYS_IN_A_WEEK, WeeklyPlan

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Task(Generic[Key]):
    """A piece of work with the minutes left of it."""

    key: Key
    minutes: int


@dataclass(frozen=True)
class ScheduledWeek(Generic[Key]):
    """A week's minutes. ``parts`` pairs each task with its minutes in this week."""

    monday: date
    minutes: int
    parts: tuple[tuple[Key, int], ...]

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
        parts: list[tuple[Key, int]] = []
        while queue and (room or not queue[0][1]):
            key, minutes_left = queue.pop(0)
            share = min(room, minutes_left)
            room -= share
            parts.append((key, share))
            if minutes_left > share:
                queue.insert(0, (key, minutes_left - share))
        weeks.append(ScheduledWeek(monday, minutes, tuple(parts)))
        monday += timedelta(days=DAYS_IN_A_WEEK)
    return weeks
