"""When the due weeks of a cohort begin for somebody who joined late.

Canvas's course pacing counts from the day of a student's enrolment, and Moodle can. Dodona's deadlines are the same for
everybody, which fits a lecture. Our learners go at their own pace, so the weeks of a late joiner begin when they join.
"""

from dataclasses import dataclass
from datetime import date, timedelta

MIN_DELAY = timedelta(weeks=1)  # whoever joins in the first week starts with the others


@dataclass(frozen=True)
class PlanStart:
    """The first day of the plan for somebody, and the week of the cohort in which they joined, counted from 1."""

    day: date
    week: int
    delay: timedelta
    """How much later than for the cohort."""

    @property
    def sentence(self) -> str:
        """
        >>> late_start(date(2026, 3, 2), date(2026, 4, 8)).sentence
        'Joined in week 6, so the due weeks count from 8 April 2026'
        """
        return f"Joined in week {self.week}, so the due weeks count from {self.day.day} {self.day:%B %Y}"


def late_start(started_on: date, joined_on: date) -> PlanStart | None:
    """None for whoever joined before the second week.

    >>> late_start(date(2026, 3, 2), date(2026, 3, 8)), late_start(date(2026, 3, 2), date(2026, 3, 9)).week
    (None, 2)
    """
    delay = joined_on - started_on
    return PlanStart(joined_on, delay.days // 7 + 1, delay) if delay >= MIN_DELAY else None
