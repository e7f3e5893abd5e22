"""The facts about one learner, read in three queries, and their answers in a fourth."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Min, Q, QuerySet, Subquery, Sum

from accounts.models import User
from exercises.models import (
    EarlierVerdict,
    ModeChoice,
    Submission,
    VerdictChoice,
)
from lib.compiled_queries import CompiledQuery, Param
from lib.durations import HoursRange
from progress.checkpoints.models import CriterionMark
from progress.hours.days import sum_by_key
from progress.hours.models import StudyEntry
from progress.topic.models import MarkState, TopicMark

MARK_COLUMNS = ("topic_id", "subtopic_id", "state", "marked_at", "by_parts", "parts", "hours_low", "hours_high")


def _hours_query() -> QuerySet[StudyEntry, Any]:
    """Sum the minutes by topic and kind, each with the first day of all, which one look at the index finds."""
    entries = StudyEntry.objects.filter(learner=Param("learner")).order_by()
    first_day = Subquery(entries.order_by("day").values("day")[:1])
    return entries.values_list("topic_id", "kind").annotate(total=Sum("minutes"), first=first_day)


_HOURS = CompiledQuery(_hours_query)
_MARKS = CompiledQuery(lambda: TopicMark.objects.filter(learner=Param("learner")).values_list(*MARK_COLUMNS))
_RUNS = CompiledQuery(
    lambda: (
        Submission.objects.filter(learner=Param("learner"))
        .order_by()
        .values_list("exercise_id")
        .annotate(first=Min("created_at", filter=Q(mode=ModeChoice.SUBMIT, verdict=VerdictChoice.PASSED)))
    )
)
_ANSWERS = CompiledQuery(
    lambda: CriterionMark.objects.filter(learner=Param("learner")).values_list(
        "criterion_id", "answer", "note", "marked_at"
    )
)
_OVERTURNED_PASSES = CompiledQuery(
    lambda: (
        EarlierVerdict.objects.filter(
            ~Q(submission__verdict=VerdictChoice.PASSED),
            submission__learner=Param("learner"),
            submission__mode=ModeChoice.SUBMIT,
            verdict=VerdictChoice.PASSED,
        )
        .order_by("replaced_at")
        .values_list(
            "submission__exercise",
            "submission__exercise__slug",
            "submission__exercise__title",
            "submission__uid",
            "replaced_at",
        )
    )
)


@dataclass(frozen=True)
class CriterionAnswer:
    answer: str
    note: str
    marked_at: datetime


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A topic's mark, with the topic as it was then: the uids of its parts, and its estimate."""

    state: str
    marked_at: datetime
    by_parts: bool = False
    parts: Sequence[str] = ()
    hours: HoursRange | None = None

    @property
    def is_doing(self) -> bool:
        """Whether the learner marked the topic itself, not only parts."""
        return self.state == MarkState.DOING and not self.by_parts

    @property
    def settled_state(self) -> str | None:
        """The state that counts: the learner's own, or the one with which the parts' marks closed the topic once."""
        return None if self.by_parts and self.state == MarkState.DOING else self.state


@dataclass(frozen=True, kw_only=True)
class OverturnedPass:
    """A pass that no longer is one, by a stricter version of its exercise."""

    slug: str
    title: str
    submission_uid: str
    overturned_at: datetime


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The facts about a learner, by primary keys. Empty for a visitor who isn't signed in."""

    minutes: Mapping[int, int] = field(default_factory=dict)
    minutes_by_kind: Mapping[str, int] = field(default_factory=dict)
    topic_kinds: Mapping[tuple[int, str], int] = field(default_factory=dict)
    """Minutes of each kind on each topic."""
    first_day: date | None = None
    """The first day with study."""
    topic_marks: Mapping[int, Mark] = field(default_factory=dict)
    part_marks: Mapping[int, str] = field(default_factory=dict)
    tried_exercises: frozenset[int] = frozenset()
    first_passes: Mapping[int, datetime] = field(default_factory=dict)
    """When each exercise was passed first."""
    learner: User | None = field(default=None, compare=False)
    known_answers: Mapping[int, CriterionAnswer] | None = field(default=None, compare=False)
    """The answers, where they were read for many learners at once."""

    @cached_property
    def answers(self) -> Mapping[int, CriterionAnswer]:
        """The answers by criterion, read in one query at the first use."""
        if self.known_answers is not None:
            return self.known_answers
        return answers_of(self.learner) if self.learner else {}


def facts_of(learner: User | None) -> Facts:
    if learner is None:
        return Facts()
    return facts_from(
        hours=_HOURS(learner=learner.pk),
        marks=_MARKS(learner=learner.pk),
        runs=_RUNS(learner=learner.pk),
        learner=learner,
    )


def answers_of(learner: User) -> dict[int, CriterionAnswer]:
    """Return the learner's answers by criterion."""
    return {criterion: CriterionAnswer(*columns) for criterion, *columns in _ANSWERS(learner=learner.pk)}


def first_passes_of(learner: User) -> dict[int, datetime]:
    """Return when each exercise was passed first, without those that never were."""
    return {exercise: passed_at for exercise, passed_at in _RUNS(learner=learner.pk) if passed_at}


def facts_from(
    *,
    hours: Iterable[tuple[int | None, str, int, date]],
    marks: Iterable[tuple[Any, ...]],
    runs: Iterable[tuple[int, datetime | None]],
    learner: User | None = None,
    answers: Mapping[int, CriterionAnswer] | None = None,
) -> Facts:
    """Make the facts of their rows.

    Args:
        hours: topic, kind, minutes and the first day, in any number of rows for each.
        marks: MARK_COLUMNS.
        runs: each exercise tried, and when it was passed first.
        learner: whose answers to read when they are asked for, unless they are given.
    """
    hours, runs = list(hours), list(runs)
    topic_marks, part_marks = _sort_marks(marks)
    return Facts(
        minutes=sum_by_key((topic, minutes) for topic, _, minutes, _ in hours if topic),
        minutes_by_kind=sum_by_key((kind, minutes) for _, kind, minutes, _ in hours),
        topic_kinds=sum_by_key(((topic, kind), minutes) for topic, kind, minutes, _ in hours if topic),
        first_day=min((day for *_, day in hours), default=None),
        topic_marks=topic_marks,
        part_marks=part_marks,
        tried_exercises=frozenset(exercise for exercise, _ in runs),
        first_passes={exercise: passed_at for exercise, passed_at in runs if passed_at},
        learner=learner,
        known_answers=answers,
    )


def _sort_marks(rows: Iterable[tuple[Any, ...]]) -> tuple[dict[int, Mark], dict[int, str]]:
    """Return the marks of topics and those of parts."""
    topics: dict[int, Mark] = {}
    parts: dict[int, str] = {}
    for topic, part, state, marked_at, by_parts, part_uids, low, high in rows:
        if part:
            parts[part] = state
        else:
            hours = None if low is None else HoursRange(low, high)
            topics[topic] = Mark(
                state=state,
                marked_at=marked_at,
                by_parts=by_parts,
                parts=part_uids if isinstance(part_uids, list | tuple) else (),
                hours=hours,
            )
    return topics, parts


def overturned_of(learner: User) -> dict[int, OverturnedPass]:
    """Return the latest overturned pass of each exercise. Another submission may have passed since."""
    return {
        pk: OverturnedPass(slug=slug, title=title, submission_uid=str(uid), overturned_at=at)
        for pk, slug, title, uid, at in _OVERTURNED_PASSES(learner=learner.pk)
    }
