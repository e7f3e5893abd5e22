"""Regrades: submissions graded again beside their verdicts, reviewed, and only then applied."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from exercises.fleet.models import RunnerHost
from exercises.regrades.scope import RegradeScope
from exercises.submissions.models import EarlierVerdict, Submission, VerdictChoice


class RegradeState(models.TextChoices):
    DRY_RUN = "dry_run", "dry run"  # runners grade, and no submission changes
    READY = "ready", "ready for review"
    APPLYING = "applying", "being applied"
    APPLIED = "applied", "applied"
    UNDOING = "undoing", "being undone"  # then it is ready for review again
    CANCELLED = "cancelled", "cancelled"


class ResultState(models.TextChoices):
    WAITING = "waiting", "waiting"
    GRADED = "graded", "graded again"
    APPLIED = "applied", "applied"
    SKIPPED = "skipped", "not written, because the submission or its exercise has changed since"


class RegradeQuerySet(models.QuerySet["Regrade"]):
    def in_dry_run(self) -> Self:
        return self.filter(state=Regrade.State.DRY_RUN)

    def being_written(self) -> Self:
        """Those whose verdicts a worker writes, or writes back."""
        return self.filter(state__in=(Regrade.State.APPLYING, Regrade.State.UNDOING))


class Regrade(models.Model):
    State = RegradeState

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scope = models.JSONField(default=dict, help_text="The fields of a RegradeScope.")
    reason = models.CharField(max_length=240, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.DRY_RUN)
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: a command started it.",
    )
    decided_at = models.DateTimeField(null=True, blank=True, help_text="When it was applied, cancelled or undone last.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[RegradeQuerySet] = RegradeQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("-started_at", "-pk")

    def __str__(self) -> str:
        return f"Regrade of {RegradeScope.from_json(self.scope).label}"

    def get_absolute_url(self) -> str:
        return reverse("exercises:regrade_detail", args=[self.uid])

    @property
    def scope_label(self) -> str:
        return RegradeScope.from_json(self.scope).label

    @property
    def is_running(self) -> bool:
        """Whether its figures still change by themselves."""
        return self.state in (self.State.DRY_RUN, self.State.APPLYING, self.State.UNDOING)

    @property
    def may_apply(self) -> bool:
        return self.state == self.State.READY

    @property
    def may_cancel(self) -> bool:
        return self.state in (self.State.DRY_RUN, self.State.READY)

    @property
    def may_undo(self) -> bool:
        return self.state == self.State.APPLIED

    @property
    def may_reopen(self) -> bool:
        return self.state == self.State.CANCELLED


class RegradeResultQuerySet(models.QuerySet["RegradeResult"]):
    def waiting(self) -> Self:
        return self.filter(state=RegradeResult.State.WAITING)

    def in_flight(self) -> Self:
        """Those that are on a queue or in a runner."""
        return self.waiting().filter(sent_at__isnull=False)

    def unsent(self) -> Self:
        return self.waiting().filter(sent_at=None)


class RegradeResult(models.Model):
    """The new verdict on one submission. The submission itself changes only when the regrade is applied."""

    State = ResultState

    class Outcome(models.TextChoices):
        """The effect on the verdict."""

        OVERTURNED = "overturned", "a pass no longer passes"
        IMPROVED = "improved", "passes now"
        OTHER = "other", "fails in another way"
        SAME = "same", "the same verdict"
        UNGRADED = "ungraded", "couldn’t be graded: our fault, and it changes nothing"

    CHANGES = (Outcome.OVERTURNED, Outcome.IMPROVED, Outcome.OTHER)

    regrade = models.ForeignKey(Regrade, on_delete=models.CASCADE, related_name="results")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="regrade_results")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    queue = models.CharField(max_length=80)
    attempt = models.UUIDField(default=uuid.uuid4, unique=True)
    attempts = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField(null=True, blank=True)
    sends = models.PositiveSmallIntegerField(default=0)

    verdict = models.CharField(max_length=9, choices=VerdictChoice, blank=True)
    sentence = models.TextField(blank=True, help_text="What the learner would read first.")
    report: Any = models.JSONField(null=True, blank=True)
    graded_at = models.DateTimeField(null=True, blank=True)
    host = models.ForeignKey(RunnerHost, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    old_verdict = models.CharField(max_length=9, choices=VerdictChoice)
    old_graded_at = models.DateTimeField(help_text="Only the verdict of that time is replaced.")
    old_report: Any = models.JSONField(null=True, blank=True, help_text="What was replaced, so that it can be undone.")
    old_host = models.ForeignKey(RunnerHost, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    earlier_verdict = models.OneToOneField(
        EarlierVerdict, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[RegradeResultQuerySet] = RegradeResultQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        indexes = [
            models.Index(fields=["regrade", "state", "queue", "sent_at"], name="regrade_waiting"),
            models.Index(fields=["regrade", "outcome", "id"], name="regrade_outcome"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["regrade", "submission"], name="regraded_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", verdict="", outcome="")
                | ~Q(state="waiting") & ~Q(verdict="") & ~Q(outcome=""),
                name="regrade_result_has_a_verdict",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.old_verdict} → {self.verdict or self.state}"

    def get_absolute_url(self) -> str:
        return reverse("exercises:regrade_result", args=[self.regrade.uid, self.submission.uid])

    @property
    def is_change(self) -> bool:
        return self.outcome in self.CHANGES
