"""The facts of many learners at once, and what follows from them. The number of queries is constant."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Min, Q, Sum

from accounts.models import User
from exercises.models import ModeChoice, Submission, VerdictChoice
from progress.forecast.factor import Factor
from progress.forecast.forecast import Forecast
from progress.models import CriterionMark, StudyEntry, TopicMark
from progress.queries.answers import CriterionAnswer
from progress.queries.curriculum.curriculum import Curriculum
from progress.queries.facts import MARK_COLUMNS, Facts, facts_from
from progress.queries.forecasts import factor_for, forecast_for
from progress.queries.topic_lines import state_of
from progress.rules.states import TopicState


@dataclass(frozen=True, kw_only=True)
class LearnerProgress:
    """One learner's progress, without the lines of any page."""

    curriculum: Curriculum
    facts: Facts
    background: str

    @cached_property
    def states(self) -> Mapping[int, TopicState]:
        """The state of each topic, as the learner's own pages show it."""
        course, facts = self.curriculum, self.facts
        begun_topics = facts.minutes.keys() | {
            topic
            for topic, exercises in course.exercises.items()
            if any(exercise.pk in facts.tried_exercises for exercise in exercises)
        }
        return {
            pk: state_of(topic, course, facts.topic_marks.get(pk), facts.part_marks, is_begun=pk in begun_topics)
            for pk, topic in course.topics.items()
        }

    @cached_property
    def factor(self) -> Factor:
        return factor_for(self.curriculum, self.facts, self.states)

    @cached_property
    def forecast(self) -> Forecast:
        return forecast_for(self.curriculum, self.facts, self.states, self.factor, self.background)


def progress_of(learners: Sequence[User], course: Curriculum) -> dict[int, LearnerProgress]:
    """By primary key. Four queries."""
    keys = [learner.pk for learner in learners]
    hours, marks, runs, answers = _hours(keys), _marks(keys), _runs(keys), _answers(keys)
    return {
        learner.pk: LearnerProgress(
            curriculum=course,
            facts=facts_from(
                hours[learner.pk],
                marks[learner.pk],
                (
                    frozenset(exercise for exercise, _ in runs[learner.pk]),
                    {exercise: first for exercise, first in runs[learner.pk] if first},
                ),
                learner=learner,
                answers={criterion: CriterionAnswer(*answer) for criterion, *answer in answers[learner.pk]},
            ),
            background=learner.hours_background,
        )
        for learner in learners
    }


def _by_learner(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[Any]]:
    """The first column is the learner."""
    by_learner: dict[int, list[Any]] = defaultdict(list)
    for learner, *row in rows:
        by_learner[learner].append(row)
    return by_learner


def _hours(keys: Sequence[int]) -> dict[int, list[Any]]:
    entries = StudyEntry.objects.filter(learner__in=keys).order_by()
    return _by_learner(entries.values_list("learner_id", "topic_id", "kind").annotate(Sum("minutes"), Min("day")))


def _marks(keys: Sequence[int]) -> dict[int, list[Any]]:
    return _by_learner(TopicMark.objects.filter(learner__in=keys).values_list("learner_id", *MARK_COLUMNS))


def _runs(keys: Sequence[int]) -> dict[int, list[Any]]:
    runs = Submission.objects.filter(learner__in=keys).order_by().values_list("learner_id", "exercise_id")
    is_passed = Q(mode=ModeChoice.SUBMIT, verdict=VerdictChoice.PASSED)
    return _by_learner(runs.annotate(first=Min("created_at", filter=is_passed)))


def _answers(keys: Sequence[int]) -> dict[int, list[Any]]:
    answers = CriterionMark.objects.filter(learner__in=keys)
    return _by_learner(answers.values_list("learner_id", "criterion_id", "answer", "note", "marked_at"))
