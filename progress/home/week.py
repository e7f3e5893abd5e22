"""The week on the home page: hours against the learner's own goal, and the days with study."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lib.durations import unbroken, unbroken_hours
from progress.commitments.queries import CommitmentPage
from progress.hours.days import StudyDays, week_start
from progress.plan.rules import DAYS_IN_A_WEEK, WeeklyPlan

PAUSED = "A pause, so this week doesn’t count."
GOAL_REACHED = "You’ve reached your goal."
NOTHING_YET = "Nothing logged yet."


@dataclass(frozen=True)
class WeekDay:
    day: date
    minutes: int
    is_today: bool

    @property
    def letter(self) -> str:
        return f"{self.day:%A}"[0]

    @property
    def text(self) -> str:
        """ "Tuesday: 1.5 h"."""
        return f"{self.day:%A}: {unbroken_hours(self.minutes) if self.minutes else 'nothing'}"


@dataclass(frozen=True, kw_only=True)
class HomeWeek:
    days: Sequence[WeekDay]
    goal: int
    """Minutes: the learner's weekly goal, else their plan's for this week. 0: neither."""
    goal_days: int
    """The days that the goal asks for."""
    minutes_last_week: int
    is_paused: bool

    @property
    def minutes(self) -> int:
        return sum(day.minutes for day in self.days)

    @property
    def percent(self) -> int:
        """Of the goal, at most all of it."""
        return min(100, 100 * self.minutes // self.goal) if self.goal else 0

    @property
    def hours(self) -> str:
        """ "1.8 of 7 h"."""
        text = unbroken_hours(self.minutes)
        return f"{text.removesuffix(unbroken(' h'))} of {unbroken_hours(self.goal)}" if self.goal else text

    @property
    def sentence(self) -> str:
        count = sum(bool(day.minutes) for day in self.days)
        is_reached = self.percent == 100 and count >= self.goal_days
        state = PAUSED if self.is_paused else GOAL_REACHED if is_reached else ""
        of = f"{count} of {self.goal_days}" if self.goal_days > 1 else str(count)
        days = f"Studied on {of} day{'' if of == '1' else 's'}." if count else NOTHING_YET
        last = f"Last week: {unbroken_hours(self.minutes_last_week)}." if self.minutes_last_week else ""
        return " ".join(filter(None, (state, days, last)))


def home_week(days: StudyDays, plan: WeeklyPlan | None, commitments: CommitmentPage, *, today: date) -> HomeWeek:
    """No query. ``days`` go back to last week."""
    monday = week_start(today)
    next_monday = monday + timedelta(weeks=1)
    by_day = days.by_day(monday - timedelta(weeks=1))
    week = commitments.this_week
    commitment = week.commitment if week else commitments.commitment
    planned = plan.minutes_in_week_of(today) if plan else 0
    dates = [monday + timedelta(days=number) for number in range(DAYS_IN_A_WEEK)]
    return HomeWeek(
        days=[WeekDay(day, by_day.get(day, 0), day == today) for day in dates],
        goal=commitment.minutes if commitment else planned,
        goal_days=commitment.days if commitment else 0,
        minutes_last_week=sum(minutes for day, minutes in by_day.items() if day < monday),
        is_paused=bool(plan and plan.days_paused(monday, next_monday)),
    )
