"""The facts of many learners at once, and what follows from them. The number of queries is constant."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Min, Q, Sum

from accounts.models import User
from curriculum.models import Topic
from exercises.models import ModeChoice, Submission, VerdictChoice
from lib.compiled_queries import CompiledForKeys
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
        return {pk: self._state(topic, is_begun=pk in begun_topics) for pk, topic in course.topics.items()}

    def _state(self, topic: Topic, *, is_begun: bool) -> TopicState:
        mark, parts = self.facts.topic_marks.get(topic.pk), self.facts.part_marks
        if mark is None and not parts:  # as of most topics of most learners
            return TopicState.DOING if is_begun else TopicState.TODO
        return state_of(topic, self.curriculum, mark, parts, is_begun=is_begun)

    @cached_property
    def factor(self) -> Factor:
        return factor_for(self.curriculum, self.facts, self.states)

    @cached_property
    def forecast(self) -> Forecast:
        return forecast_for(self.curriculum, self.facts, self.states, self.factor, self.background)


def progress_of(learners: Sequence[User], course: Curriculum) -> dict[int, LearnerProgress]:
    """By primary key. Four queries."""
    keys = [learner.pk for learner in learners]
    hours, marks, runs, answers = (_by_learner(query(keys)) for query in (_HOURS, _MARKS, _RUNS, _ANSWERS))
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


_IS_PASS = Q(mode=ModeChoice.SUBMIT, verdict=VerdictChoice.PASSED)
_HOURS = CompiledForKeys(
    lambda keys: (
        StudyEntry.objects.filter(learner__in=keys)
        .order_by()
        .values_list("learner_id", "topic_id", "kind")
        .annotate(total=Sum("minutes"), first=Min("day"))
    )
)
_MARKS = CompiledForKeys(
    lambda keys: TopicMark.objects.filter(learner__in=keys).values_list("learner_id", *MARK_COLUMNS)
)
_RUNS = CompiledForKeys(
    lambda keys: (
        Submission.objects.filter(learner__in=keys)
        .order_by()
        .values_list("learner_id", "exercise_id")
        .annotate(first=Min("created_at", filter=_IS_PASS))
    )
)
_ANSWERS = CompiledForKeys(
    lambda keys: CriterionMark.objects.filter(learner__in=keys).values_list(
        "learner_id", "criterion_id", "answer", "note", "marked_at"
    )
)
