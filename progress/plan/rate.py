"""The weeks that hours take. Weeks always follow from hours, so that no page shows two figures that disagree."""

from dataclasses import dataclass
from typing import Self

from accounts.models import User
from curriculum.models import PaceProfile
from lib.durations import CountRange, HoursRange, unbroken_hours
from progress.plan.queries import plan_of
from progress.plan.rules import WeeklyPlan

USUAL_MINUTES_A_WEEK = 10 * 60
STUDY_DAYS_A_WEEK = 5


@dataclass(frozen=True)
class WeeklyRate:
    """The minutes that somebody studies in a week."""

    minutes: int = USUAL_MINUTES_A_WEEK
    is_own: bool = False

    @classmethod
    def of(cls, plan: WeeklyPlan | None) -> Self:
        """The plan's rate; the usual one without a plan, or for one that has no study days."""
        return cls(plan.minutes_a_week, is_own=True) if plan and plan.minutes_a_week else cls()

    def weeks_of(self, hours: HoursRange) -> CountRange:
        """The weeks that the hours take, the last one counted whole.

        >>> str(WeeklyRate(minutes=600).weeks_of(HoursRange(1390, 1950)))
        '14 to 20'
        """
        low, high = (-(-6 * end // self.minutes) for end in hours.ends)
        return CountRange(max(low, 1), max(high, 1))

    def text_of(self, hours: HoursRange) -> str:
        """ "14 to 20 weeks at 10 h a week"; with a plan, "at your 12.5 h a week"."""
        weeks = self.weeks_of(hours)
        word = "week" if weeks.high == 1 else "weeks"
        return f"{weeks} {word} at {'your ' if self.is_own else ''}{unbroken_hours(self.minutes)} a week"


def rate_of(learner: User | None) -> WeeklyRate:
    """The rate of the learner's plan; the usual one without a plan, and for visitors. One query for a learner."""
    return WeeklyRate.of(plan_of(learner) if learner else None)


@dataclass(frozen=True)
class PaceLine:
    """A pace that the roadmap's author suggests, with the weeks that some hours take at it."""

    pace: PaceProfile
    hours: HoursRange

    @property
    def minutes_a_day(self) -> int:
        """The middle of its hours a day."""
        return 3 * (self.pace.daily_hours_low + self.pace.daily_hours_high)

    @property
    def text(self) -> str:
        """ "12 to 16 weeks at 12.5 h a week": five days, as the form of the plan suggests."""
        return WeeklyRate(STUDY_DAYS_A_WEEK * self.minutes_a_day).text_of(self.hours)
