"""The shared plan of a cohort, in minutes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from cohorts.cohort.models import Cohort, Membership
from cohorts.plan import rules
from cohorts.plan.models import last_day
from cohorts.plan.rules import DueTopic, PlanStart
from progress.learners import LearnerProgress
from progress.plan.weeks_ahead import middle_minutes
from progress.roadmap.curriculum import Curriculum
from progress.topic.models import MarkState

CLOSED_MARKS = (MarkState.DONE, MarkState.REVIEW, MarkState.SKIPPED)


class CohortPlan:
    """The topics that the learners of a cohort should have done by some day. Empty in most cohorts. One query."""

    def __init__(self, cohort: Cohort, course: Curriculum) -> None:
        rows = list(cohort.due_weeks.order_by("pk").values_list("member_id", "phase_id", "topic_id", "week"))
        days = DueDays.by_member(cohort, rows)
        shared_days = days.pop(None, NO_DUE_DAYS)
        self.topics = _due_topics(cohort, course, [shared_days])
        self.version = repr((cohort.started_on, rows))
        """Changes with the plan. A text, because its hash is computed once."""
        self._started_on = cohort.started_on
        self._course = course
        self._schedule = _Schedule(self.topics, course)
        self._own_schedules = {
            member: _Schedule(_due_topics(cohort, course, [shared_days, own]), course) for member, own in days.items()
        }

    def late_start(self, member: Membership) -> PlanStart | None:
        """None: the plan begins for them with the cohort."""
        return rules.late_start(self._started_on, member.joined_on)

    def has_weeks(self, member: Membership) -> bool:
        """Whether anything is due for them."""
        return bool(self.topics) or member.pk in self._own_schedules

    def ahead(
        self, progress: LearnerProgress, today: date, start: PlanStart | None = None, *, member: Membership
    ) -> tuple[int, int]:
        """Return the minutes of the plan that are done, less those that should be; and those of a mean week."""
        today -= start.delay if start else timedelta()
        return self._own_schedules.get(member.pk, self._schedule).ahead(progress, today)


class _Schedule:
    """When topics are due: for a cohort, or for a learner with due weeks of their own."""

    def __init__(self, topics: Mapping[int, DueTopic], course: Curriculum) -> None:
        self.topics, self._course = topics, course
        self._first = min((topic.first_day for topic in topics.values()), default=date.min)
        self._last = max((topic.due_on for topic in topics.values()), default=date.max)
        self._memo_key = "minutes done", tuple(topics)
        self._estimates = cache(self._estimates_of)
        self._minutes_due = cache(self._minutes_due_on)

    def ahead(self, progress: LearnerProgress, today: date) -> tuple[int, int]:
        minutes_due = self._minutes_due(progress.background, today)
        week = rules.mean_week(minutes_due, self._first, min(today, self._last))
        return self._minutes_done(progress) - minutes_due, week

    def _minutes_done(self, progress: LearnerProgress) -> int:
        """Return the minutes that are done, cached with the progress that they follow from."""
        minutes: int | None = progress.memo.get(self._memo_key)
        if minutes is None:
            marks = progress.facts.topic_marks
            closed_topics = {topic for topic in self.topics if topic in marks and marks[topic].state in CLOSED_MARKS}
            minutes = rules.minutes_done(self._estimates(progress.background), progress.facts.minutes, closed_topics)
            progress.memo[self._memo_key] = minutes
        return minutes

    def _estimates_of(self, background: str) -> dict[int, int]:
        hours = {topic: self._course.topics[topic].hours_for(background) for topic in self.topics}
        return {topic: middle_minutes(of_topic) for topic, of_topic in hours.items() if of_topic}

    def _minutes_due_on(self, background: str, today: date) -> int:
        estimates = self._estimates(background)
        return rules.minutes_due([(self.topics[topic], minutes) for topic, minutes in estimates.items()], today)


@dataclass(frozen=True)
class DueDays:
    """The last day of each due week, by phase and by topic."""

    phases: dict[int, date] = field(default_factory=dict)
    topics: dict[int, date] = field(default_factory=dict)

    @classmethod
    def by_member(cls, cohort: Cohort, rows: Iterable[tuple[Any, ...]]) -> "dict[int | None, DueDays]":
        """Return those of the whole cohort, by None, and the own ones of its members. A row is a member, a phase or
        a topic, and a week.
        """
        days: dict[int | None, DueDays] = defaultdict(cls)
        for member, phase, topic, week in rows:
            due_on = last_day(cohort.started_on, week)
            if phase:
                days[member].phases[phase] = due_on
            else:
                days[member].topics[topic] = due_on
        return dict(days)

    def by_topic(self, course: Curriculum) -> dict[int, date]:
        """Return the day of each topic of the roadmap. A topic's own week comes before that of its phase."""
        of_phases = {topic: day for phase, day in self.phases.items() for topic in course.phase_topics.get(phase, ())}
        return of_phases | {topic: day for topic, day in self.topics.items() if topic in course.topics}


NO_DUE_DAYS = DueDays()


def _due_topics(cohort: Cohort, course: Curriculum, plans: Iterable[DueDays]) -> dict[int, DueTopic]:
    """Return the due topics. A later plan comes before an earlier one."""
    days: dict[int, date] = {}
    for plan in plans:
        days |= plan.by_topic(course)
    return rules.due_topics(cohort.started_on, days)
