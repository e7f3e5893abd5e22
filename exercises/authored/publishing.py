"""Make a version of an exercise's files, and have it checked. It goes live when its audit has passed."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from audit_log.actions import AuditTarget, record
from audit_log.names import AuditAction
from exercises.authored.problems import ReadExercise, read_exercise
from exercises.lifecycle.audit_sending import drop_stale_audits
from exercises.lifecycle.audits import request_audit
from exercises.lifecycle.versions import RELATIONS, go_live, mirror_version, read_version
from exercises.models import Exercise, ExerciseDraft, ExerciseFiles, OriginChoice, StageChoice
from lib.errors import RefusedError

NOT_READY = "Not published. Correct the problems below first."


def publish(*, person: User, draft: ExerciseDraft) -> Exercise:
    """Make the draft's files the newest version, request its audit, and delete the draft.

    Until the audit has passed, learners get the version that was live. A new exercise is in progress: only admins see
    it.

    Raises:
        RefusedError: the files have problems, or another exercise has this uid.
    """
    if not person.edits_curriculum:
        raise PermissionDenied
    reading = read_exercise(draft.files, section=draft.section, slug=draft.slug)
    if reading.problems:
        raise RefusedError(NOT_READY)
    with transaction.atomic():
        target = AuditTarget(kind="exercise", uid=draft.slug)
        record(AuditAction.EXERCISE_PUBLISHED, actor=person, target=target, fields={"digest": reading.digest})
        return _publish(person, draft, reading)


def uid_clash(*, uid: str, slug: str) -> str:
    """Say which other exercise has this uid or this slug; empty if none has."""
    twin = (
        Exercise.objects.filter(Q(uid=uid) | Q(slug=slug)).exclude(uid=uid, slug=slug, origin=OriginChoice.SITE).first()
    )
    if twin is None:
        return ""
    what = f"uid “{uid}”" if twin.uid == uid else f"name “{slug}”"
    owner = "comes with the catalogue" if not twin.has_own_files else "was written on this site"
    return f"“{twin}” has the {what} already, and it {owner}. Choose another."


def _publish(person: User, draft: ExerciseDraft, reading: ReadExercise) -> Exercise:
    if clash := uid_clash(uid=reading.uid, slug=draft.slug):
        raise RefusedError(clash)
    exercise = _row(draft.slug, reading)
    version = read_version(exercise, reading.digest, dict(reading.content))
    ExerciseFiles.objects.get_or_create(version=version, defaults={"files": draft.files})
    exercise.folder_digest, exercise.retired = reading.digest, False
    exercise.save(update_fields=["folder_digest", "retired"])
    version.exercise = exercise
    if exercise.is_wip:
        mirror_version(version)
    elif version.is_audited:  # it was live before
        go_live(version, by=person)
    drop_stale_audits()
    if not version.is_audited:
        request_audit(person=person, version=version)
    draft.delete()
    return exercise


def _row(slug: str, reading: ReadExercise) -> Exercise:
    exercise: Exercise | None = Exercise.objects.select_for_update().filter(slug=slug).first()
    if exercise is None:
        fields = {name: value for name, value in reading.content.items() if name not in RELATIONS}
        exercise = Exercise.objects.create(
            uid=reading.uid, origin=OriginChoice.SITE, stage=StageChoice.WIP, digest=reading.digest, **fields
        )
    return exercise
