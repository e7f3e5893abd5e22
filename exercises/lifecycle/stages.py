"""Move exercises through their lifecycle. Each change is undone by another change."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Role, User
from exercises.lifecycle.versions import go_live, mirror_version
from exercises.models import ChangeKind, Exercise, ExerciseChange, StageChoice
from lib.errors import RefusedError

NOT_AUDITED = "Its version hasn’t passed an audit yet. Audit it first."
NOT_PROVEN = "It has been checked, not proven. Topics and checkpoints rely on active exercises, so make it beta."
HAS_SUBMISSIONS = "Learners have submitted code for it, so it can’t go back to being in progress. Deprecate it instead."
NO_REPLACEMENT = "Choose a replacement that learners are offered, and another exercise than this one."


@transaction.atomic
def set_stage(
    *, person: User, exercise: Exercise, stage: str, reason: str = "", successor: Exercise | None = None
) -> None:
    """Change the stage, with a line in the history.

    Raises:
        RefusedError: it isn't audited, or not as the stage demands, learners have submitted code, or the replacement
            can't be one.
    """
    if not person.is_admin:
        raise PermissionDenied
    row = Exercise.objects.select_for_update().get(pk=exercise.pk)
    successor = successor if stage == StageChoice.DEPRECATED else None
    if (row.stage, row.successor_id) == (stage, successor and successor.pk):
        return
    _check(row, StageChoice(stage), successor)
    change = ExerciseChange(
        exercise=row, kind=ChangeKind.STAGE, by=person, before=row.stage, after=stage, reason=reason,
        successor_before=row.successor,
    )  # fmt: skip
    Exercise.objects.filter(pk=row.pk).update(stage=stage, successor=successor)
    row.refresh_from_db()
    change.save()
    version = row.versions.filter(digest=row.folder_digest or row.digest).first()
    if row.is_wip and version:
        mirror_version(version)
    elif version and version.may_be_live_in(row.stage):
        go_live(version, by=person)


def _check(row: Exercise, stage: StageChoice, successor: Exercise | None) -> None:
    live = row.versions.filter(digest=row.digest).first()
    if row.is_wip and not (live and live.is_audited):
        raise RefusedError(NOT_AUDITED)
    if stage == StageChoice.ACTIVE and live and live.is_audited and not live.is_proven:
        raise RefusedError(NOT_PROVEN)
    if stage == StageChoice.WIP and row.submissions.exclude(learner__role=Role.ADMIN).exists():
        raise RefusedError(HAS_SUBMISSIONS)
    if successor and (successor.pk == row.pk or not successor.is_offered):
        raise RefusedError(NO_REPLACEMENT)
