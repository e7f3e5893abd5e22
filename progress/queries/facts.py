"""What one learner did, read in four queries whatever its amount."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Max, Min, Q, Sum

from accounts.models import User
from exercises.models import Mode, Submission, Verdict
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
    answers: Mapping[int, Answer] = field(default_factory=dict)
    begun: frozenset[int] = frozenset()
    passed: Mapping[int, datetime] = field(default_factory=dict)
    """When each exercise was passed first."""


@dataclass(frozen=True)
class Days:
    """Minutes of study on each of the last days, by kind."""

    minutes: tuple[tuple[date, str, int], ...]

    def by_day(self, first: date) -> Counter[date]:
        total: Counter[date] = Counter()
        for day, _, minutes in self.minutes:
            if day >= first:
                total[day] += minutes
        return total

    def by_kind(self, first: date) -> Counter[str]:
        total: Counter[str] = Counter()
        for day, kind, minutes in self.minutes:
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
        answers=answers_of(learner),
        begun=begun,
        passed=passed,
    )


def _hours(learner: User) -> tuple[Counter[tuple[int, str]], Counter[str], date | None]:
    """Minutes by topic and kind, and by kind, and the first day of study: one pass over the entries."""
    by_topic: Counter[tuple[int, str]] = Counter()
    by_kind: Counter[str] = Counter()
    firsts = []
    rows = StudyEntry.objects.of(learner).order_by().values_list("topic_id", "kind")
    for topic, kind, minutes, first in rows.annotate(total=Sum("minutes"), first=Min("day")):
        by_kind[kind] += minutes
        firsts.append(first)
        if topic:
            by_topic[topic, kind] += minutes
    return by_topic, by_kind, min(firsts, default=None)


def days_of(learner: User, *, since: date) -> Days:
    """One query, with at most a row for each kind and day."""
    entries = StudyEntry.objects.of(learner).filter(day__gte=since).order_by()
    return Days(tuple(entries.values_list("day", "kind").annotate(total=Sum("minutes"))))


def runs_of(learner: User) -> tuple[frozenset[int], dict[int, datetime]]:
    """The exercises tried, and when each was passed first."""
    tried = Submission.objects.filter(learner=learner).order_by().values_list("exercise_id")
    is_pass = Q(mode=Mode.SUBMIT, verdict=Verdict.PASSED)
    firsts = dict(tried.annotate(first=Min("created_at", filter=is_pass)))
    return frozenset(firsts), {exercise: first for exercise, first in firsts.items() if first}


def answers_of(learner: User) -> dict[int, Answer]:
    """By criterion."""
    marks = CriterionMark.objects.filter(learner=learner)
    rows = marks.values_list("criterion_id", "answer", "note", "marked_at")
    return {criterion: Answer(answer, note, at) for criterion, answer, note, at in rows}


def _marks(learner: User) -> tuple[dict[int, Mark], dict[int, str]]:
    topics: dict[int, Mark] = {}
    parts: dict[int, str] = {}
    rows = TopicMark.objects.filter(learner=learner).values_list("topic_id", "subtopic_id", "state", "marked_at")
    for topic, part, state, marked_at in rows:
        if part:
            parts[part] = state
        else:
            topics[topic] = Mark(state, marked_at)
    return topics, parts


def evidence_of(learner: User) -> dict[int, Evidence]:
    """By exercise."""
    passed = Submission.objects.filter(learner=learner).passed().order_by()
    newest = passed.values("exercise").annotate(newest=Max("pk")).values("newest")
    rows = Submission.objects.filter(pk__in=newest).with_passed_at().select_related("exercise")
    return {
        row.exercise_id: Evidence(row.exercise.slug, row.exercise.title, str(row.uid), row.passed_at, row.digest)
        for row in rows.only("exercise__slug", "exercise__title", "uid", "digest", "exercise_id")
    }


@dataclass(frozen=True)
class Overturned:
    """A pass that no longer is one, by a stricter version of its exercise."""

    slug: str
    title: str
    submission_uid: str
    overturned_at: datetime


def overturned_of(learner: User) -> dict[int, Overturned]:
    """By exercise, where no other submission passes: what proved something until it was graded again."""
    mine = Submission.objects.filter(learner=learner, mode=Mode.SUBMIT).order_by()
    still = mine.passed().values("exercise")
    once = mine.filter(earlier_verdicts__verdict=Verdict.PASSED).exclude(exercise__in=still)
    rows = once.values("exercise", "exercise__slug", "exercise__title", "uid")  # else every column is grouped by
    return {
        row["exercise"]: Overturned(row["exercise__slug"], row["exercise__title"], str(row["uid"]), row["at"])
        for row in rows.annotate(at=Max("earlier_verdicts__replaced_at")).order_by("at")
    }
