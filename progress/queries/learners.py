"""The facts of many learners at once, and what follows from them. The number of queries is constant."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
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

MAX_CACHED = 600  # learners in one process, some 20 kB each


@dataclass(frozen=True, kw_only=True)
class LearnerProgress:
    """One learner's progress, without the lines of any page."""

    curriculum: Curriculum
    facts: Facts
    background: str
    memo: dict[Hashable, Any] = field(default_factory=dict, compare=False)
    """For what pages derive from it."""

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


@dataclass(frozen=True, kw_only=True, eq=False)
class _Inputs:
    """Everything that a learner's progress follows from."""

    course: Curriculum
    background: str
    rows: tuple[tuple[tuple[Any, ...], ...], ...]
    """Of hours, marks, runs and answers."""

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Inputs)
            and self.course is other.course
            and (self.background, self.rows) == (other.background, other.rows)
        )

    def __hash__(self) -> int:
        return hash((id(self.course), self.background, self.rows))


@lru_cache(maxsize=MAX_CACHED)
def _progress(inputs: _Inputs) -> LearnerProgress:
    """Cached by the rows themselves: most learners of a page have changed nothing since it was last opened."""
    hours, marks, runs, answers = inputs.rows
    passes = {exercise: first for exercise, first in runs if first}
    facts = facts_from(
        hours,
        marks,
        (frozenset(exercise for exercise, _ in runs), passes),
        answers={criterion: CriterionAnswer(*answer) for criterion, *answer in answers},
    )
    return LearnerProgress(curriculum=inputs.course, facts=facts, background=inputs.background)


def progress_of(learners: Sequence[User], course: Curriculum) -> dict[int, LearnerProgress]:
    """By primary key. Four queries. The values are shared by all requests: never change them."""
    keys = [learner.pk for learner in learners]
    tables = [_by_learner(rows) for rows in (_HOURS(keys), _mark_rows(keys), _RUNS(keys), _ANSWERS(keys))]
    return {
        learner.pk: _progress(
            _Inputs(
                course=course,
                background=learner.hours_background,
                rows=tuple(tuple(table.get(learner.pk, ())) for table in tables),
            )
        )
        for learner in learners
    }


def _mark_rows(keys: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    """With tuples for the lists of parts."""
    at = 1 + MARK_COLUMNS.index("parts")
    return ((*row[:at], tuple(row[at] or ()), *row[at + 1 :]) for row in _MARKS(keys))


def _by_learner(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    """The first column is the learner."""
    by_learner: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        by_learner[row[0]].append(row[1:])
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
