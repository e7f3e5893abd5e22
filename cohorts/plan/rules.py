"""Rules for how far a learner is ahead of or behind a plan: the cohort's due weeks, or their own plan.

Hours behind a plan are always shown, but they are seldom a reason to act. In a cohort whose members have jobs, half may
be behind at any time, and a list of half the cohort helps no mentor. So somebody needs attention for their pace only if
they are behind by two weeks of their own hours, and did less than three quarters of those hours in the last two weeks.
Learners who are behind and keep to the hours that they planned have made a choice. Three quarters, because with five
study days a week two days off in two weeks are normal. Other products look at similar spans: Imagine Learning flags
learners who are 10% of a course behind (two weeks of twenty), and an example for Blackboard's retention center is two
or three missed deadlines in two weeks.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lib.durations import format_hours, unbroken_hours
from progress.plan.rules import EVEN_WITHIN

MIN_BEHIND = 2 * 60  # minutes: less is never worth a mentor's time, however small the plan
RECENT_WEEKS = 2
MIN_SHARE_OF_PLAN = 0.75
MIN_DELAY = timedelta(weeks=1)  # whoever joins in the first week starts with the others


@dataclass(frozen=True)
class Shortfall:
    """The minutes that a learner is behind, and those they did of their plan in the last two weeks."""

    minutes_behind: int
    minutes_done: int
    minutes_planned: int

    @property
    def text(self) -> str:
        """
        >>> Shortfall(2000, 330, 840).text
        '33.3\xa0h behind plan and did 5.5 of 14\xa0h in the last two weeks'
        """
        figures = f"{format_hours(self.minutes_done).removesuffix(' h')} of {unbroken_hours(self.minutes_planned)}"
        return f"{pace_text(-self.minutes_behind)} plan and did {figures} in the last two weeks"


class Basis(StrEnum):
    """The plan that a learner's hours are compared with. A cohort's due weeks come before a learner's own plan."""

    COHORT = "the cohort’s plan"
    OWN = "their own plan"
    NONE = "no plan"


@dataclass(frozen=True)
class DueTopic:
    """A topic of the cohort's plan: worked on from the due day before it to its own."""

    first_day: date
    due_on: date

    def share_due(self, today: date) -> float:
        """Return how much of it should be done before ``today``: from 0 to 1, growing evenly from day to day."""
        days = (self.due_on - self.first_day).days + 1
        return min(max((today - self.first_day).days / days, 0), 1) if days > 0 else 1.0


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


def due_topics(start: date, due_days: Mapping[int, date]) -> dict[int, DueTopic]:
    """The topics of a plan by key. Each begins after the last earlier due day, the first ones with the cohort."""
    steps: dict[date, date] = {}
    begins = start
    for day in sorted(set(due_days.values())):
        steps[day] = begins
        begins = date.fromordinal(day.toordinal() + 1)
    return {topic: DueTopic(steps[day], day) for topic, day in due_days.items()}


def minutes_due(topics: Iterable[tuple[DueTopic, int]], today: date) -> int:
    """The minutes of a plan that should be done before ``today``. Each topic comes with its estimate in minutes.

    >>> minutes_due([(DueTopic(date(2026, 3, 2), date(2026, 3, 8)), 700)], date(2026, 3, 6))
    400
    """
    return round(sum(estimate * topic.share_due(today) for topic, estimate in topics))


def minutes_done(estimates: Mapping[int, int], minutes: Mapping[int, int], closed_topics: Collection[int]) -> int:
    """The minutes of a plan that are done: all of a closed topic, and of an open one those logged, up to its estimate.

    >>> minutes_done({1: 600, 2: 300, 3: 60}, {1: 90, 2: 400}, {3})
    450
    """
    open_topics = minutes.keys() - set(closed_topics)
    of_open = sum(min(minutes[topic], estimates.get(topic, 0)) for topic in open_topics)
    return of_open + sum(estimates.get(topic, 0) for topic in closed_topics)


def pace_text(minutes: int | None) -> str:
    """
    >>> pace_text(-312), pace_text(90), pace_text(10), pace_text(None)
    ('5.2\xa0h behind', '1.5\xa0h ahead', 'on plan', 'no plan')
    """
    if minutes is None:
        return Basis.NONE.value
    if abs(minutes) <= EVEN_WITHIN:
        return "on plan"
    return f"{unbroken_hours(abs(minutes))} {'ahead' if minutes > 0 else 'behind'}"


def standing_text(minutes: int | None, basis: Basis) -> str:
    """
    >>> standing_text(-312, Basis.COHORT), standing_text(90, Basis.OWN), standing_text(10, Basis.OWN)
    ('5.2\xa0h behind the cohort’s plan', '1.5\xa0h ahead of their own plan', 'On track with their own plan')
    """
    if minutes is None:
        return Basis.NONE.value.capitalize()
    if abs(minutes) <= EVEN_WITHIN:
        return f"On track with {basis}"
    return f"{pace_text(minutes)} {basis}" if minutes < 0 else f"{pace_text(minutes)} of {basis}"


def is_behind(minutes: int | None, week: int) -> bool:
    """Whether it is worth showing: behind by at least what the plan has in a week, in minutes.

    >>> is_behind(-200, 180), is_behind(-200, 600), is_behind(-90, 60), is_behind(None, 0)
    (True, False, False, False)
    """
    return minutes is not None and minutes <= -max(week, MIN_BEHIND)


def shortfall_of(minutes_ahead: int, week: int, *, lately: int, plan_lately: int) -> Shortfall | None:
    """Whether they need attention: two weeks behind, and not catching up. None if they don't.

    ``lately`` are the minutes of the last two weeks, and ``plan_lately`` those planned for them.

    >>> shortfall_of(-1000, 480, lately=300, plan_lately=960)
    Shortfall(minutes_behind=1000, minutes_done=300, minutes_planned=960)
    >>> shortfall_of(-1000, 480, lately=720, plan_lately=960), shortfall_of(-900, 480, lately=0, plan_lately=960)
    (None, None)
    """
    if minutes_ahead > -max(RECENT_WEEKS * week, MIN_BEHIND) or lately >= MIN_SHARE_OF_PLAN * plan_lately:
        return None
    return Shortfall(-minutes_ahead, lately, plan_lately)


def mean_week(minutes: int, start: date, end: date) -> int:
    """The minutes of a week, where so many are due from one day to another.

    >>> mean_week(1200, date(2026, 3, 2), date(2026, 3, 16))
    600
    """
    return round(7 * minutes / max((end - start).days, 7))


def late_start(started_on: date, joined_on: date) -> PlanStart | None:
    """Return where the plan begins for somebody who joined in the second week or later.

    >>> late_start(date(2026, 3, 2), date(2026, 3, 8)), late_start(date(2026, 3, 2), date(2026, 3, 9)).week
    (None, 2)
    """
    delay = joined_on - started_on
    return PlanStart(joined_on, delay.days // 7 + 1, delay) if delay >= MIN_DELAY else None
