"""The progress of many learners at once. The number of queries is constant."""

import json
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from operator import itemgetter
from typing import Any

from django.db.models import Aggregate, QuerySet, TextField, Value
from django.db.models.sql.compiler import SQLCompiler

from accounts.models import User
from curriculum.models import CheckpointKind, Topic
from exercises.models import ModeChoice, Submission, VerdictChoice
from lib.compiled_queries import CompiledQuery, KeysParam
from progress.checkpoints.models import CriterionMark
from progress.checkpoints.rules import CheckpointOutcome, Status, checkpoint_outcome, criterion_status
from progress.facts import MARK_COLUMNS, CriterionAnswer, Facts, facts_from
from progress.forecast.forecast import Factor, Forecast
from progress.hours.days import sum_by_key, week_start
from progress.hours.models import StudyEntry
from progress.outline.outline import factor_for, forecast_for
from progress.roadmap.curriculum import Curriculum
from progress.topic.lines import state_of
from progress.topic.models import TopicMark
from progress.topic.rules import TopicState

ENTRY_COLUMNS = ("topic_id", "kind", "minutes", "day", "created_at")
RUN_COLUMNS = ("exercise_id", "mode", "verdict", "created_at")
ANSWER_COLUMNS = ("criterion_id", "answer", "note", "marked_at")
RowTexts = tuple[str | None, ...]
"""All rows of entries, marks, runs and answers, each table as one JSON text. None if there are none."""


class JsonRows(Aggregate):
    """The columns of all rows, as the text of a JSON list of lists. Moments are texts there, and so may JSON be.

    A database makes such a text in a fifth of the time in which Python makes objects of the rows. While it is equal, no
    row was added, changed or deleted.
    """

    template = "JSON_GROUP_ARRAY(JSON_ARRAY(%(expressions)s))"
    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="JSON_AGG(JSON_BUILD_ARRAY(%(expressions)s))::text", **extra)


@dataclass(frozen=True, kw_only=True)
class LearnerProgress:
    """One learner's progress, without the lines of any page."""

    curriculum: Curriculum
    facts: Facts
    background: str
    days: Mapping[date, int] = field(default_factory=dict)
    """The minutes logged on each day."""
    first_moment: datetime | None = None
    """When they first marked a topic, answered a criterion or sent code."""
    last_at: datetime | None = None
    """When they last logged hours, marked a topic, answered a criterion or sent code."""
    newest_exercise: int | None = None
    """The exercise of their newest submission."""
    submissions: Mapping[int, int] = field(default_factory=dict)
    """How many submissions of each exercise they sent."""
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
    def is_completed(self) -> bool:
        """Every topic of the path is done or skipped, and every checkpoint holds, as `Outline.is_completed`."""
        course = self.curriculum
        topics = [topic for of_phase in course.phase_topics.values() for topic in of_phase]
        gates = [gate for of_phase in course.checkpoints.values() for gate in of_phase]
        return (
            bool(topics)
            and all(self.states[topic].is_closed for topic in topics)
            and all(
                checkpoint_outcome(self.statuses_of(gate.pk)) == CheckpointOutcome.READY
                for gate in gates
                if gate.kind == CheckpointKind.CHECKPOINT
            )
        )

    def statuses_of(self, checkpoint: int) -> list[Status]:
        """The statuses of a checkpoint's criteria, without sign-offs."""
        course, facts = self.curriculum, self.facts
        statuses = []
        for criterion in course.criteria.get(checkpoint, ()):
            answer = facts.answers.get(criterion.pk)
            is_proven = any(proof in facts.first_passes for proof in course.proofs.get(criterion.pk, ()))
            statuses.append(criterion_status(answer=answer.answer if answer else None, is_proven=is_proven))
        return statuses

    @cached_property
    def weeks(self) -> Mapping[date, int]:
        """The minutes logged in each week, by its Monday."""
        return sum_by_key((week_start(day), minutes) for day, minutes in self.days.items())

    def minutes_since(self, first: date) -> int:
        """Cached: a cohort's page asks for the same days until tomorrow."""
        key = "minutes since", first
        if key not in self.memo:
            self.memo[key] = sum(minutes for day, minutes in self.days.items() if day >= first)
        minutes: int = self.memo[key]
        return minutes

    @cached_property
    def most_open_submissions(self) -> int:
        """The largest number of submissions of an exercise that they haven't passed."""
        passes = self.facts.first_passes
        return max((count for exercise, count in self.submissions.items() if exercise not in passes), default=0)

    @cached_property
    def factor(self) -> Factor:
        return factor_for(self.curriculum, self.facts, self.states)

    @cached_property
    def forecast(self) -> Forecast:
        return forecast_for(self.curriculum, self.facts, self.states, self.factor, self.background)


def progress_of(learners: Sequence[User], course: Curriculum) -> dict[int, LearnerProgress]:
    """Read the progress of each learner, by primary key. One query.

    All requests share the values: never change them. Most learners of a page have done nothing since it was last
    opened, so the values are cached by the very rows that they follow from.
    """
    texts = row_texts([learner.pk for learner in learners])
    progress = {}
    for learner in learners:
        cache_key = learner.hours_background, texts[learner.pk]
        learner_progress = course.learners.get(cache_key)
        if learner_progress is None:
            learner_progress = _from_rows(course, learner.hours_background, texts[learner.pk])
            course.learners.put(cache_key, learner_progress)
        progress[learner.pk] = learner_progress
    return progress


def row_texts(keys: Sequence[int]) -> dict[int, RowTexts]:
    """Read all rows of each learner, by primary key. One query."""
    texts = {(learner, table): text for table, learner, text in _ROW_TEXTS(learners=list(keys))}
    return {key: tuple(texts.get((key, table)) for table in range(4)) for key in keys}


def _row_texts() -> QuerySet[Any, Any]:
    """Select (number of the table, learner, text)."""
    tables: tuple[tuple[QuerySet[Any], tuple[str, ...]], ...] = (
        (StudyEntry.objects.all(), ENTRY_COLUMNS),
        (TopicMark.objects.all(), MARK_COLUMNS),
        (Submission.objects.all(), RUN_COLUMNS),
        (CriterionMark.objects.all(), ANSWER_COLUMNS),
    )
    first, *others = (
        rows.filter(learner__in=KeysParam("learners"))
        .order_by()
        .values_list(Value(number), "learner_id")
        .annotate(text=JsonRows(*columns))
        for number, (rows, columns) in enumerate(tables)
    )
    union: QuerySet[Any, Any] = first.union(*others, all=True)
    return union


_ROW_TEXTS = CompiledQuery(_row_texts)


def _from_rows(course: Curriculum, background: str, texts: RowTexts) -> LearnerProgress:
    entries, marks, runs, answers = (json.loads(text) if text else [] for text in texts)
    hours = [(topic, kind, minutes, date.fromisoformat(day)) for topic, kind, minutes, day, _ in entries]
    mark_rows = [_parse_mark(mark) for mark in marks]
    run_rows = [(exercise, mode, verdict, _parse_moment(at)) for exercise, mode, verdict, at in runs]
    known_answers = {
        criterion: CriterionAnswer(answer, note, _parse_moment(at)) for criterion, answer, note, at in answers
    }
    moments = [
        *(mark[MARK_COLUMNS.index("marked_at")] for mark in mark_rows),
        *(at for *_, at in run_rows),
        *(answer.marked_at for answer in known_answers.values()),
    ]
    logged_at = (_parse_moment(created_at) for *_, created_at in entries)
    submissions = [run for run in run_rows if run[1] == ModeChoice.SUBMIT]
    return LearnerProgress(
        curriculum=course,
        facts=facts_from(hours=hours, marks=mark_rows, runs=_first_passes(run_rows).items(), answers=known_answers),
        background=background,
        days=sum_by_key((day, minutes) for *_, minutes, day in hours),
        first_moment=min(moments, default=None),
        last_at=max([*moments, *logged_at], default=None),
        newest_exercise=max(submissions, key=itemgetter(-1))[0] if submissions else None,
        submissions=Counter(exercise for exercise, *_ in submissions),
    )


def _first_passes(runs: Iterable[tuple[int, str, str, datetime]]) -> dict[int, datetime | None]:
    """Return when each exercise was passed first; None for one that never was."""
    passes: dict[int, datetime | None] = {}
    for exercise, mode, verdict, at in runs:
        earlier = passes.setdefault(exercise, None)
        if mode == ModeChoice.SUBMIT and verdict == VerdictChoice.PASSED:
            passes[exercise] = min(at, earlier or at)
    return passes


def _parse_moment(text: str) -> datetime:
    """Read a moment. SQLite writes them without their zone, which is UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parse_mark(row: Sequence[Any]) -> tuple[Any, ...]:
    """Return the row in the types of its columns. SQLite has numbers for truth, and JSON as its text."""
    values = dict(zip(MARK_COLUMNS, row, strict=True))
    parts = values["parts"]
    values["marked_at"] = _parse_moment(values["marked_at"])
    values["by_parts"] = bool(values["by_parts"])
    values["parts"] = json.loads(parts) if isinstance(parts, str) else parts
    return tuple(values.values())
