"""The facts about one learner, read in four queries."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Min, Q, QuerySet, Subquery, Sum

from accounts.models import User
from exercises.models import (
    ModeChoice,
    Submission,
    VerdictChoice,
)
from lib.compiled_queries import CompiledQuery, Param
from lib.ranges import HoursRange
from progress.checkpoints.models import CriterionMark
from progress.hours.models import StudyEntry
from progress.topic.models import MarkState, TopicMark


@dataclass(frozen=True)
class CriterionAnswer:
    answer: str
    note: str
    marked_at: datetime


_ANSWERS = CompiledQuery(
    lambda: CriterionMark.objects.filter(learner=Param("learner")).values_list(
        "criterion_id", "answer", "note", "marked_at"
    )
)


def answers_of(learner: User) -> dict[int, CriterionAnswer]:
    """The learner's answers by criterion."""
    return {
        criterion: CriterionAnswer(answer, note, at) for criterion, answer, note, at in _ANSWERS(learner=learner.pk)
    }


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
    def word(self) -> str | None:
        """What decides the topic's state: the learner's word, or that their parts' marks closed it once."""
        return None if self.by_parts and self.state == MarkState.DOING else self.state


@dataclass(frozen=True, kw_only=True)
class Facts:
    """By primary keys. Empty for a visitor who isn't signed in."""

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
    return facts_from(_HOURS(learner=learner.pk), _MARKS(learner=learner.pk), runs_of(learner), learner=learner)


def facts_from(
    hours: Iterable[tuple[int | None, str, int, date]],
    marks: Iterable[tuple[Any, ...]],
    runs: tuple[frozenset[int], dict[int, datetime]],
    *,
    learner: User | None = None,
    answers: Mapping[int, CriterionAnswer] | None = None,
) -> Facts:
    """Facts from their rows: (topic, kind, minutes, first day) and MARK_COLUMNS."""
    topic_kinds, kinds, first_day = _hours(hours)
    minutes: Counter[int] = Counter()
    for (topic, _), minutes_logged in topic_kinds.items():
        minutes[topic] += minutes_logged
    topic_marks, part_marks = _marks(marks)
    tried_exercises, first_passes = runs
    return Facts(
        minutes=minutes,
        minutes_by_kind=kinds,
        topic_kinds=topic_kinds,
        first_day=first_day,
        topic_marks=topic_marks,
        part_marks=part_marks,
        tried_exercises=tried_exercises,
        first_passes=first_passes,
        learner=learner,
        known_answers=answers,
    )


def _sums() -> QuerySet[StudyEntry, Any]:
    """Minutes by topic and kind, each with the first day of all: looked up once, where a Min would see every entry."""
    mine = StudyEntry.objects.filter(learner=Param("learner")).order_by()
    first = Subquery(mine.order_by("day").values("day")[:1])
    return mine.values_list("topic_id", "kind").annotate(total=Sum("minutes"), first=first)


_HOURS = CompiledQuery(_sums)
MARK_COLUMNS = ("topic_id", "subtopic_id", "state", "marked_at", "by_parts", "parts", "hours_low", "hours_high")
_MARKS = CompiledQuery(lambda: TopicMark.objects.filter(learner=Param("learner")).values_list(*MARK_COLUMNS))


def _hours(
    rows: Iterable[tuple[int | None, str, int, date]],
) -> tuple[Counter[tuple[int, str]], Counter[str], date | None]:
    """Minutes by topic and kind, and by kind, and the first day of study: one pass over the entries."""
    by_topic: Counter[tuple[int, str]] = Counter()
    by_kind: Counter[str] = Counter()
    first = None
    for topic, kind, minutes, first_day in rows:
        first = min(first or first_day, first_day)
        by_kind[kind] += minutes
        if topic:
            by_topic[topic, kind] += minutes
    return by_topic, by_kind, first


def _marks(rows: Iterable[tuple[Any, ...]]) -> tuple[dict[int, Mark], dict[int, str]]:
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


_RUNS = CompiledQuery(
    lambda: (
        Submission.objects.filter(learner=Param("learner"))
        .order_by()
        .values_list("exercise_id")
        .annotate(first=Min("created_at", filter=Q(mode=ModeChoice.SUBMIT, verdict=VerdictChoice.PASSED)))
    )
)


def runs_of(learner: User) -> tuple[frozenset[int], dict[int, datetime]]:
    """The exercises tried, and when each was passed first."""
    firsts: dict[int, datetime | None] = dict(_RUNS(learner=learner.pk))
    return frozenset(firsts), {exercise: first for exercise, first in firsts.items() if first}
