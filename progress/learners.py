"""The facts of many learners at once, and what follows from them. The number of queries is constant."""

import json
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from curriculum.models import CheckpointKind, Topic
from exercises.models import ModeChoice, Submission, VerdictChoice
from lib.compiled_queries import CompiledForKeys
from lib.json_rows import JsonRows
from progress.checkpoints.models import CriterionMark
from progress.checkpoints.rules import CheckpointOutcome, checkpoint_outcome, criterion_status
from progress.facts import MARK_COLUMNS, CriterionAnswer, Facts, facts_from
from progress.forecast.forecast import Factor, Forecast
from progress.hours.models import StudyEntry
from progress.hours.rules import week_start
from progress.outline.outline import factor_for, forecast_for
from progress.roadmap.curriculum import Curriculum
from progress.topic.lines import state_of
from progress.topic.models import TopicMark
from progress.topic.rules import TopicState

ENTRY_COLUMNS = ("topic_id", "kind", "minutes", "day", "created_at")
RUN_COLUMNS = ("exercise_id", "mode", "verdict", "created_at")
ANSWER_COLUMNS = ("criterion_id", "answer", "note", "marked_at")
RowTexts = tuple[str | None, str | None, str | None, str | None]
"""The rows of entries, marks, runs and answers. None where there are none."""


def row_texts(keys: Sequence[int]) -> dict[int, RowTexts]:
    """The rows of each learner, by primary key. Four queries."""
    entries, marks, runs, answers = (dict(table(keys)) for table in _TABLES)
    return {key: (entries.get(key), marks.get(key), runs.get(key), answers.get(key)) for key in keys}


def parse_rows(text: str | None) -> list[list[Any]]:
    return json.loads(text) if text else []


def parse_moment(text: str) -> datetime:
    """SQLite writes moments without their zone, which is UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def parse_mark(row: Sequence[Any]) -> tuple[Any, ...]:
    """In the types of the columns. SQLite has numbers for truth, and JSON as its text."""
    values = dict(zip(MARK_COLUMNS, row, strict=True))
    parts = values["parts"]
    values["marked_at"] = parse_moment(values["marked_at"])
    values["by_parts"] = bool(values["by_parts"])
    values["parts"] = json.loads(parts) if isinstance(parts, str) else parts
    return tuple(values.values())


def _rows(rows: QuerySet[Any, Any], columns: Sequence[str]) -> QuerySet[Any, Any]:
    texts: QuerySet[Any, Any] = rows.order_by().values_list("learner_id").annotate(rows=JsonRows(*columns))
    return texts


_TABLES = (
    CompiledForKeys(lambda keys: _rows(StudyEntry.objects.filter(learner__in=keys), ENTRY_COLUMNS)),
    CompiledForKeys(lambda keys: _rows(TopicMark.objects.filter(learner__in=keys), MARK_COLUMNS)),
    CompiledForKeys(lambda keys: _rows(Submission.objects.filter(learner__in=keys), RUN_COLUMNS)),
    CompiledForKeys(lambda keys: _rows(CriterionMark.objects.filter(learner__in=keys), ANSWER_COLUMNS)),
)


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
            and all(self._holds(gate.pk) for gate in gates if gate.kind == CheckpointKind.CHECKPOINT)
        )

    def _holds(self, checkpoint: int) -> bool:
        course, facts = self.curriculum, self.facts
        statuses = []
        for criterion in course.criteria.get(checkpoint, ()):
            answer = facts.answers.get(criterion.pk)
            is_proven = any(proof in facts.first_passes for proof in course.proofs.get(criterion.pk, ()))
            statuses.append(criterion_status(answer=answer.answer if answer else None, is_proven=is_proven))
        return checkpoint_outcome(statuses) == CheckpointOutcome.READY

    @cached_property
    def weeks(self) -> Mapping[date, int]:
        """The minutes logged in each week, by its Monday."""
        weeks: Counter[date] = Counter()
        for day, minutes in self.days.items():
            weeks[week_start(day)] += minutes
        return weeks

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
    """By primary key. Four queries. The values are shared by all requests: never change them.

    Most learners of a page have done nothing since it was last opened. Theirs are cached by their very rows.
    """
    texts = row_texts([learner.pk for learner in learners])
    progress = {}
    for learner in learners:
        cache_key = learner.hours_background, texts[learner.pk]
        theirs = course.learners.get(cache_key)
        if theirs is None:
            theirs = _progress(course, learner.hours_background, texts[learner.pk])
            course.learners.put(cache_key, theirs)
        progress[learner.pk] = theirs
    return progress


def _progress(course: Curriculum, background: str, texts: RowTexts) -> LearnerProgress:
    entries, marks, runs, answers = (parse_rows(text) for text in texts)
    hours = [(topic, kind, minutes, date.fromisoformat(day)) for topic, kind, minutes, day, _ in entries]
    mark_rows = [parse_mark(mark) for mark in marks]
    run_rows = [(exercise, mode, verdict, parse_moment(at)) for exercise, mode, verdict, at in runs]
    known_answers = {
        criterion: CriterionAnswer(answer, note, parse_moment(at)) for criterion, answer, note, at in answers
    }
    days: Counter[date] = Counter()
    for _, _, minutes, day in hours:
        days[day] += minutes
    moments = [
        *(mark[MARK_COLUMNS.index("marked_at")] for mark in mark_rows),
        *(at for *_, at in run_rows),
        *(answer.marked_at for answer in known_answers.values()),
    ]
    logged_at = (parse_moment(created_at) for *_, created_at in entries)
    return LearnerProgress(
        curriculum=course,
        facts=facts_from(
            hours, mark_rows, (frozenset(run[0] for run in run_rows), _first_passes(run_rows)), answers=known_answers
        ),
        background=background,
        days=days,
        first_moment=min(moments, default=None),
        last_at=max([*moments, *logged_at], default=None),
        newest_exercise=_newest_exercise(run_rows),
        submissions=Counter(run[0] for run in run_rows if run[1] == ModeChoice.SUBMIT),
    )


def _first_passes(runs: Iterable[tuple[int, str, str, datetime]]) -> dict[int, datetime]:
    passes: dict[int, datetime] = {}
    for exercise, mode, verdict, at in runs:
        if mode == ModeChoice.SUBMIT and verdict == VerdictChoice.PASSED:
            passes[exercise] = min(at, passes.get(exercise, at))
    return passes


def _newest_exercise(runs: Iterable[tuple[int, str, str, datetime]]) -> int | None:
    submissions = [run for run in runs if run[1] == ModeChoice.SUBMIT]
    return max(submissions, key=itemgetter(-1))[0] if submissions else None
