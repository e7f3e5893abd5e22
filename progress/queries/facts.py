"""What one learner did, read in four queries whatever its amount."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, Q, Sum

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


@dataclass(frozen=True)
class Facts:
    """By primary keys. Empty for a visitor who isn't signed in."""

    minutes: Mapping[int, int] = field(default_factory=dict)
    topic_marks: Mapping[int, Mark] = field(default_factory=dict)
    part_marks: Mapping[int, str] = field(default_factory=dict)
    answers: Mapping[int, Answer] = field(default_factory=dict)
    begun: frozenset[int] = frozenset()
    passed: frozenset[int] = frozenset()


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
    entries = StudyEntry.objects.of(learner).filter(topic__isnull=False).order_by()
    tried = Submission.objects.filter(learner=learner).order_by().values_list("exercise_id")
    is_pass = Q(mode=Mode.SUBMIT, verdict=Verdict.PASSED)
    passes = dict(tried.annotate(passes=Count("pk", filter=is_pass)))
    topic_marks, part_marks = _marks(learner)
    return Facts(
        minutes=dict(entries.values_list("topic_id").annotate(total=Sum("minutes"))),
        topic_marks=topic_marks,
        part_marks=part_marks,
        answers={
            mark.criterion_id: Answer(mark.answer, mark.note) for mark in CriterionMark.objects.filter(learner=learner)
        },
        begun=frozenset(passes),
        passed=frozenset(exercise for exercise, count in passes.items() if count),
    )


def _marks(learner: User) -> tuple[dict[int, Mark], dict[int, str]]:
    topics, parts = {}, {}
    for mark in TopicMark.objects.filter(learner=learner):
        if mark.subtopic_id is None:
            topics[mark.topic_id] = Mark(mark.state, mark.marked_at)
        else:
            parts[mark.subtopic_id] = mark.state
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
    rows = once.annotate(at=Max("earlier_verdicts__replaced_at")).order_by("at").select_related("exercise")
    found = rows.values_list("exercise", "exercise__slug", "exercise__title", "uid", "at")
    return {exercise: Overturned(slug, title, str(uid), at) for exercise, slug, title, uid, at in found}
