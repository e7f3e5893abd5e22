"""The submissions that prove a criterion, and those that no longer do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, OuterRef, Q, Subquery

from accounts.models import User
from curriculum.models import Criterion
from exercises.models import (
    Exercise,
    ExerciseVersion,
    Submission,
    version_name,
)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The newest passed submission of an exercise: what proves a criterion."""

    slug: str
    title: str
    submission_uid: str
    passed_at: datetime
    digest: str
    version: str
    """Which version of the exercise judged it, as the page of the submission says it."""
    has_newer: bool
    """Whether learners get another version by now."""


def proving_exercises(criterion: Criterion) -> Sequence[Exercise]:
    """The exercises of a criterion, as far as they prove what it asks now. Read them with the criterion."""
    return list(criterion.exercises.all()) if criterion.is_proven_by_exercises else []


def evidence_of(learner: User, exercises: Iterable[int]) -> dict[int, Evidence]:
    """The newest pass of each of these exercises that has one, by primary key. One query."""
    passes = Submission.objects.filter(learner=learner, exercise__in=set(exercises)).passes()
    newest = passes.order_by().values("exercise").annotate(newest=Max("pk")).values("newest")
    version = ExerciseVersion.objects.filter(exercise=OuterRef("exercise"), digest=OuterRef("digest"))
    rows = Submission.objects.filter(pk__in=newest).with_passed_at().order_by()
    rows = rows.annotate(
        number=Subquery(version.values("number")[:1]),
        newest=F("exercise__digest"),
        is_offered=Q(exercise__in=Exercise.objects.on_offer().values("pk")),
    )
    columns = ("exercise_id", "exercise__slug", "exercise__title", "uid", "passed_at", "digest", "number", "newest")
    return {
        pk: Evidence(
            slug=slug,
            title=title,
            submission_uid=str(uid),
            passed_at=passed_at,
            digest=digest,
            version=version_name(digest, number),
            has_newer=is_offered and digest != newest,
        )
        for pk, slug, title, uid, passed_at, digest, number, newest, is_offered in rows.values_list(
            *columns, "is_offered"
        )
    }
