"""What one learner did, read in four queries whatever its amount."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Subquery, Sum

from accounts.models import User
from curriculum.questions import Blank, Question
from exercises.models import EarlierVerdict, Exercise, Mode, Submission, Verdict
from progress.models import CriterionMark, StudyEntry, TopicMark


@dataclass(frozen=True)
class Mark:
    state: str
    marked_at: datetime


@dataclass(frozen=True)
class Answer:
    answer: str
    note: str
    marked_at: datetime


@dataclass(frozen=True)
class Facts:
    """By primary keys. Empty for a visitor who isn't signed in."""

    minutes: Mapping[int, int] = field(default_factory=dict)
    minutes_by_kind: Mapping[str, int] = field(default_factory=dict)
    topic_kinds: Mapping[tuple[int, str], int] = field(default_factory=dict)
    """Minutes of each kind on each topic."""
    first_day: date | None = None
    """Of study."""
    topic_marks: Mapping[int, Mark] = field(default_factory=dict)
    part_marks: Mapping[int, str] = field(default_factory=dict)
    begun: frozenset[int] = frozenset()
    passed: Mapping[int, datetime] = field(default_factory=dict)
    """When each exercise was passed first."""
    learner: User | None = field(default=None, compare=False)

    @cached_property
    def answers(self) -> Mapping[int, Answer]:
        """By criterion: one query, where they are asked for."""
        return answers_of(self.learner) if self.learner else {}


@dataclass(frozen=True)
class Days:
    """Minutes of study and the number of entries on each of some days, by kind."""

    sums: tuple[tuple[date, str, int, int], ...]

    @property
    def last(self) -> date:
        """The last one with study."""
        return max((day for day, *_ in self.sums), default=date.min)

    def by_day(self, first: date) -> Counter[date]:
        total: Counter[date] = Counter()
        for day, _, minutes, _ in self.sums:
            if day >= first:
                total[day] += minutes
        return total

    def by_kind(self, first: date) -> Counter[str]:
        total: Counter[str] = Counter()
        for day, kind, minutes, _ in self.sums:
            if day >= first:
                total[kind] += minutes
        return total


@dataclass(frozen=True)
class Evidence:
    """The newest passed submission of an exercise: what proves a criterion."""

    slug: str
    title: str
    submission_uid: str
    passed_at: datetime
    digest: str


def facts_of(learner: User | None) -> Facts:
    if learner is None:
        return Facts()
    topic_kinds, kinds, first_day = _hours(learner)
    minutes: Counter[int] = Counter()
    for (topic, _), logged in topic_kinds.items():
        minutes[topic] += logged
    topic_marks, part_marks = _marks(learner)
    begun, passed = runs_of(learner)
    return Facts(
        minutes=minutes,
        minutes_by_kind=kinds,
        topic_kinds=topic_kinds,
        first_day=first_day,
        topic_marks=topic_marks,
        part_marks=part_marks,
        begun=begun,
        passed=passed,
        learner=learner,
    )


def _sums() -> QuerySet[StudyEntry, Any]:
    """Minutes by topic and kind, each with the first day of all: looked up once, where a Min would see every entry."""
    mine = StudyEntry.objects.filter(learner=Blank("learner")).order_by()
    first = Subquery(mine.order_by("day").values("day")[:1])
    return mine.values_list("topic_id", "kind").annotate(total=Sum("minutes"), first=first)


_HOURS = Question(_sums)
_DAYS = Question(
    lambda: (
        StudyEntry.objects.filter(learner=Blank("learner"), day__gte=Blank("since"), day__lt=Blank("before"))
        .order_by()
        .values_list("day", "kind")
        .annotate(total=Sum("minutes"), count=Count("*"))
    )
)
_RUNS = Question(
    lambda: (
        Submission.objects.filter(learner=Blank("learner"))
        .order_by()
        .values_list("exercise_id")
        .annotate(first=Min("created_at", filter=Q(mode=Mode.SUBMIT, verdict=Verdict.PASSED)))
    )
)
_ANSWERS = Question(
    lambda: CriterionMark.objects.filter(learner=Blank("learner")).values_list(
        "criterion_id", "answer", "note", "marked_at"
    )
)
_MARKS = Question(
    lambda: TopicMark.objects.filter(learner=Blank("learner")).values_list(
        "topic_id", "subtopic_id", "state", "marked_at"
    )
)
_OVERTURNED = Question(
    lambda: (
        EarlierVerdict.objects.filter(
            ~Q(submission__verdict=Verdict.PASSED),
            submission__learner=Blank("learner"),
            submission__mode=Mode.SUBMIT,
            verdict=Verdict.PASSED,
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


def _hours(learner: User) -> tuple[Counter[tuple[int, str]], Counter[str], date | None]:
    """Minutes by topic and kind, and by kind, and the first day of study: one pass over the entries."""
    by_topic: Counter[tuple[int, str]] = Counter()
    by_kind: Counter[str] = Counter()
    first = None
    for topic, kind, minutes, first in _HOURS(learner=learner.pk):  # noqa: B007 - the same in each row
        by_kind[kind] += minutes
        if topic:
            by_topic[topic, kind] += minutes
    return by_topic, by_kind, first


def days_of(learner: User, *, since: date, before: date = date.max) -> Days:
    """One query of the index alone, with at most a row for each kind and day."""
    return Days(tuple(_DAYS(learner=learner.pk, since=since, before=before)))


def runs_of(learner: User) -> tuple[frozenset[int], dict[int, datetime]]:
    """The exercises tried, and when each was passed first."""
    firsts: dict[int, datetime | None] = dict(_RUNS(learner=learner.pk))
    return frozenset(firsts), {exercise: first for exercise, first in firsts.items() if first}


def answers_of(learner: User) -> dict[int, Answer]:
    """By criterion."""
    return {criterion: Answer(answer, note, at) for criterion, answer, note, at in _ANSWERS(learner=learner.pk)}


def _marks(learner: User) -> tuple[dict[int, Mark], dict[int, str]]:
    topics: dict[int, Mark] = {}
    parts: dict[int, str] = {}
    for topic, part, state, marked_at in _MARKS(learner=learner.pk):
        if part:
            parts[part] = state
        else:
            topics[topic] = Mark(state, marked_at)
    return topics, parts


def evidence_of(learner: User, exercises: Iterable[Exercise]) -> dict[int, Evidence]:
    """By exercise, of these."""
    passed = Submission.objects.filter(learner=learner, exercise__in={exercise.pk for exercise in exercises}).passed()
    newest = passed.order_by().values("exercise").annotate(newest=Max("pk")).values("newest")
    rows = Submission.objects.filter(pk__in=newest).with_passed_at().order_by()
    columns = ("exercise_id", "exercise__slug", "exercise__title", "uid", "passed_at", "digest")
    return {
        pk: Evidence(slug, title, str(uid), passed_at, digest)
        for pk, slug, title, uid, passed_at, digest in rows.values_list(*columns)
    }


@dataclass(frozen=True)
class Overturned:
    """A pass that no longer is one, by a stricter version of its exercise."""

    slug: str
    title: str
    submission_uid: str
    overturned_at: datetime


def overturned_of(learner: User) -> dict[int, Overturned]:
    """By exercise, the latest: what proved something until it was graded again. Another submission may pass by now."""
    return {pk: Overturned(slug, title, str(uid), at) for pk, slug, title, uid, at in _OVERTURNED(learner=learner.pk)}
