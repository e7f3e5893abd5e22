"""Move exercises through their lifecycle. Each change is undone by another change."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import CURRICULUM_ROLES, Role, User
from audit_log.actions import AuditTarget, record
from audit_log.names import AuditAction
from exercises.lifecycle.versions import go_live, mirror_version
from exercises.models import ChangeKind, Exercise, ExerciseChange, ModeChoice, StageChoice, VerdictChoice
from lib.errors import RefusedError

NOT_AUDITED = "Its version hasn’t passed an audit yet. Audit it first."
NOT_PROVEN = "It has been checked, not proven. Topics and checkpoints rely on active exercises, so make it beta."
NOT_USED = "Not enough learners have used it yet: {}. Until then it can be beta."
MIN_LEARNERS = 5  # who passed it, and as many whom one of its checks failed
HAS_SUBMISSIONS = "Learners have submitted code for it, so it can’t go back to being in progress. Deprecate it instead."
NO_REPLACEMENT = "Choose a replacement that learners are offered, and another exercise than this one."


@dataclass(frozen=True, slots=True)
class LearnerUse:
    """The learners who passed the live version, and those whom one of its checks failed. Admins don't count."""

    pass_count: int
    failure_count: int

    @property
    def is_enough(self) -> bool:
        return min(self.pass_count, self.failure_count) >= MIN_LEARNERS

    def __str__(self) -> str:
        return (
            f"{self.pass_count} of {MIN_LEARNERS} learners have passed this version, "
            f"and {self.failure_count} of {MIN_LEARNERS} have failed one of its checks"
        )


def use_of(exercise: Exercise) -> LearnerUse:
    """Two queries."""
    rows = exercise.submissions.filter(mode=ModeChoice.SUBMIT, digest=exercise.digest, learner__role=Role.LEARNER)
    verdicts = (VerdictChoice.PASSED, VerdictChoice.FAILED)
    return LearnerUse(*(rows.filter(verdict=verdict).values("learner").distinct().count() for verdict in verdicts))


@transaction.atomic
def set_stage(
    *, person: User, exercise: Exercise, stage: str, reason: str = "", successor: Exercise | None = None
) -> None:
    """Change the stage, with a line in the history.

    Raises:
        RefusedError: it isn't audited, or not as the stage demands, learners have submitted code, or the replacement
            can't be one.
    """
    if not person.edits_curriculum:
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
    target = AuditTarget(kind="exercise", uid=row.slug, title=row.title)
    fields = {"before": change.before, "after": change.after}
    record(AuditAction.EXERCISE_STAGE_CHANGED, actor=person, target=target, fields=fields)
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
        if not row.has_own_files:
            raise RefusedError(NOT_PROVEN)
        if not (use := use_of(row)).is_enough:
            raise RefusedError(NOT_USED.format(use))
    if stage == StageChoice.WIP and row.submissions.exclude(learner__role__in=CURRICULUM_ROLES).exists():
        raise RefusedError(HAS_SUBMISSIONS)
    if successor and (successor.pk == row.pk or not successor.is_offered):
        raise RefusedError(NO_REPLACEMENT)
