"""Versions of exercises: what a folder held, and whether that version may be graded with."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from exercises.catalogue.models import Exercise, StageChoice


class ProofChoice(models.TextChoices):
    """Why a version may go live."""

    NONE = "", "not audited"
    RECORD = "record", "proven before it was shipped"
    RUNNER = "runner", "proven by a runner of this site"
    CHECKED = "checked", "checked, not proven"  # without mutants and odd values, here or before it was shipped
    EARLIER = "earlier", "was live before versions were audited"


def version_name(digest: str, number: int | None = None) -> str:
    """Return the version's display name.

    >>> version_name("fedcba9876543210", 3), version_name("fedcba9876543210"), version_name("")
    ('version 3', 'version fedcba98', '')
    """
    return f"version {number}" if number else f"version {digest[:8]}" if digest else ""


class ExerciseVersion(models.Model):
    """The content of an exercise's folder when it was read, without solutions, checks and mistakes."""

    Proof = ProofChoice

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="versions")
    digest = models.CharField(max_length=16)
    number = models.PositiveIntegerField(
        null=True, blank=True, help_text="1 for the first version that learners got; empty until it goes live."
    )
    content: Any = models.JSONField(default=dict, help_text="The fields that the exercise has while it is live.")
    proof = models.CharField(max_length=7, choices=ProofChoice, default=ProofChoice.NONE, blank=True)
    read_at = models.DateTimeField(default=timezone.now)
    live_since = models.DateTimeField(null=True, blank=True, help_text="When it went live first.")

    class Meta:
        ordering = ("-read_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["exercise", "digest"], name="one_version_for_each_digest"),
            models.UniqueConstraint(fields=["exercise", "number"], name="one_version_for_each_number"),
        )

    def __str__(self) -> str:
        return f"{self.exercise} {self.name}"

    @property
    def name(self) -> str:
        """Its number, or its digest until it goes live."""
        return version_name(self.digest, self.number)

    @property
    def is_audited(self) -> bool:
        return self.proof != ProofChoice.NONE

    @property
    def is_proven(self) -> bool:
        return self.is_audited and self.proof != ProofChoice.CHECKED

    def may_be_live_in(self, stage: str) -> bool:
        """Whether learners may get it there: topics and checkpoints rely on active exercises, so these are proven.

        An exercise of the site became active because learners used it, and stays so: docs/decisions/0053.
        """
        needs_proof = stage == StageChoice.ACTIVE and not self.exercise.has_own_files
        return self.is_proven if needs_proof else self.is_audited


class AuditState(models.TextChoices):
    WAITING = "waiting", "waiting for a runner"
    RUNNING = "running", "running"
    PASSED = "passed", "passed"
    FAILED = "failed", "failed"
    BROKEN = "broken", "could not be run"  # our infrastructure failed, which says nothing about the exercise
    SUPERSEDED = "superseded", "given up, because the folder has changed"


class VersionAuditQuerySet(models.QuerySet["VersionAudit"]):
    def under_way(self) -> Self:
        return self.filter(state__in=(AuditState.WAITING, AuditState.RUNNING))


class VersionAudit(models.Model):
    """One audit of a version by a runner."""

    State = AuditState

    version = models.ForeignKey(ExerciseVersion, on_delete=models.CASCADE, related_name="audits")
    attempt = models.UUIDField(unique=True, help_text="Only a report that carries this token is recorded.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    queue = models.CharField(max_length=80)
    requested_at = models.DateTimeField(default=timezone.now)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: the folder had changed.",
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    sends = models.PositiveSmallIntegerField(default=0)
    reported_at = models.DateTimeField(null=True, blank=True, help_text="When a runner reported on it last.")
    step = models.CharField(max_length=80, blank=True)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=400, blank=True, help_text="Why it could not be run.")
    result: Any = models.JSONField(default=dict, blank=True, help_text="Counts, problems and surviving mutants.")
    host = models.ForeignKey(
        "exercises.RunnerHost", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects: ClassVar[VersionAuditQuerySet] = VersionAuditQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("-requested_at", "-pk")
        indexes = (models.Index(fields=["state", "sent_at"], name="audit_waiting"),)

    def __str__(self) -> str:
        return f"Audit of {self.version_id}: {self.state}"

    @property
    def is_under_way(self) -> bool:
        return self.state in (AuditState.WAITING, AuditState.RUNNING)


class ChangeKind(models.TextChoices):
    STAGE = "stage", "stage"
    VERSION = "version", "version"


class ExerciseChange(models.Model):
    """A change that learners notice: another stage, or another version. Only ever added, so each can be undone."""

    Kind = ChangeKind
    MAX_REASON_CHARS = 240

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=7, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="Empty: its folder or an audit changed it.",
    )  # fmt: skip
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20)
    successor_before = models.ForeignKey(Exercise, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=MAX_REASON_CHARS, blank=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.exercise_id}: {self.before} → {self.after}"

    @property
    def before_label(self) -> str:
        return self._label(self.before)

    @property
    def after_label(self) -> str:
        return self._label(self.after)

    def _label(self, value: str) -> str:
        return str(StageChoice(value).label) if self.kind == ChangeKind.STAGE else value
