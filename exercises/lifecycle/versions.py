"""Versions of exercises: read one, and make one live. docs/decisions/0022-exercise-lifecycle.md gives the reasons."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from curriculum.models import Criterion, Topic
from exercises.models import ChangeKind, Exercise, ExerciseChange, ExerciseVersion, ProofChoice
from runner.protocol import AuditLevel

RELATIONS = ("topics", "criteria")  # of a version's content, as uids


def read_version(
    exercise: Exercise, digest: str, content: dict[str, Any], *, recorded: AuditLevel | None = None
) -> ExerciseVersion:
    """The version with this digest, whose content is what was just read.

    Args:
        recorded: the level at which the catalogue's record has it.
    """
    version, _ = ExerciseVersion.objects.get_or_create(exercise=exercise, digest=digest)
    version.content = content
    if recorded is AuditLevel.PROVEN and not version.is_proven:
        version.proof = ProofChoice.RECORD
    elif recorded is AuditLevel.CHECKED and not version.is_audited:
        version.proof = ProofChoice.CHECKED
    elif exercise.digest == digest and not exercise.is_wip and not version.is_audited:
        version.proof = ProofChoice.EARLIER
    version.save()
    return version


def mirror_version(version: ExerciseVersion) -> None:
    """Give the exercise this version's content."""
    exercise, content = version.exercise, dict(version.content)
    exercise.topics.set(Topic.objects.filter(uid__in=content.pop("topics")))
    exercise.criteria.set(Criterion.objects.filter(uid__in=content.pop("criteria")))
    for name, value in content.items():
        setattr(exercise, name, value)
    exercise.digest, exercise.version = version.digest, version.number
    exercise.save()


@transaction.atomic
def go_live(version: ExerciseVersion, *, by: User | None = None) -> None:
    """Make it the version that learners get. It has a number from then on. The history names the one before."""
    exercise = version.exercise
    earlier = exercise.versions.filter(digest=exercise.digest, number__isnull=False).first()
    if version.number is None:
        newest: int | None = exercise.versions.aggregate(newest=Max("number"))["newest"]
        version.number, version.live_since = (newest or 0) + 1, timezone.now()
        version.save(update_fields=["number", "live_since"])
    mirror_version(version)
    if earlier != version:
        ExerciseChange.objects.create(
            exercise=exercise, kind=ChangeKind.VERSION, by=by, before=earlier.name if earlier else "",
            after=version.name, reason=version.get_proof_display().capitalize(),
        )  # fmt: skip
