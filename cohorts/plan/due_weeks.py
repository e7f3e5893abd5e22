"""The shared plan of a cohort, in minutes."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

from cohorts.cohort.models import Cohort, Membership
from cohorts.plan import rules
from cohorts.plan.models import DueWeek
from cohorts.plan.rules import DueTopic, PlanStart
from progress.learners import LearnerProgress
from progress.plan.weeks_ahead import middle_minutes
from progress.roadmap.curriculum import Curriculum
from progress.topic.models import MarkState

CLOSED_MARKS = (MarkState.DONE, MarkState.REVIEW, MarkState.SKIPPED)


class CohortPlan:
    """The topics that the learners of a cohort should have done by some day. Empty in most cohorts. One query."""

    def __init__(self, cohort: Cohort, course: Curriculum) -> None:
        rows = list(cohort.due_weeks.order_by("pk").values_list("phase_id", "topic_id", "week"))
        self.topics = _due_topics(cohort, course, rows)
        self.version = repr((cohort.started_on, rows))
        """Changes with the plan. A text, because its hash is computed once."""
        self._started_on = cohort.started_on
        self._course = course
        self._first = min((topic.first_day for topic in self.topics.values()), default=date.min)
        self._last = max((topic.due_on for topic in self.topics.values()), default=date.max)
        self._memo_key = "minutes done", tuple(self.topics)
        self._estimates = cache(self._estimates_of)
        self._minutes_due = cache(self._minutes_due_on)

    def late_start(self, member: Membership) -> PlanStart | None:
        """None: the plan begins for them with the cohort."""
        return rules.late_start(self._started_on, member.joined_on)

    def ahead(self, progress: LearnerProgress, today: date, start: PlanStart | None = None) -> tuple[int, int]:
        """Return the minutes of the plan that are done, less those that should be; and those of a mean week."""
        today -= start.delay if start else timedelta()
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


def _due_topics(cohort: Cohort, course: Curriculum, rows: Iterable[tuple[Any, ...]]) -> dict[int, DueTopic]:
    """Return the due topics. A due week of a topic's own comes before that of its phase."""
    by_phase: dict[int, date] = {}
    by_topic: dict[int, date] = {}
    for phase, topic, week in rows:
        due_on = DueWeek(cohort=cohort, week=week).due_on
        if phase:
            by_phase[phase] = due_on
        elif topic in course.topics:
            by_topic[topic] = due_on
    of_phases = {topic: day for phase, day in by_phase.items() for topic in course.phase_topics.get(phase, ())}
    return rules.due_topics(cohort.started_on, of_phases | by_topic)
