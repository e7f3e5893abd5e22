"""Submissions and try runs: what a learner sent, and the verdict on it."""

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from exercises.fleet.models import DeviceChoice, RunnerHost
from lib.uids import UidModel, UidQuerySet
from runner.protocol import regrade_queue


class VerdictChoice(models.TextChoices):
    """The values of runner.protocol.Verdict, with labels for learners."""

    PASSED = "passed", "passed"
    FAILED = "failed", "checks failed"
    ERROR = "error", "raised an error"
    TIMEOUT = "timeout", "out of time"
    MEMORY = "memory", "out of memory"
    OUTPUT = "output", "too much output"
    BAD_VALUE = "bad_value", "not plain data"
    REFUSED = "refused", "not allowed"
    RAN = "ran", "ran"  # only of a run of the learner's own call
    INTERNAL = "internal", "not graded (our fault)"


class ModeChoice(models.TextChoices):
    TRY = "try", "example run"
    SUBMIT = "submit", "submission"
    RUN = "run", "own run"  # of a call that the learner writes


class SubmissionQuerySet(UidQuerySet["Submission"]):
    def visible_to(self, user: User) -> Self:
        """A learner's own runs. An admin also sees all submissions, but not other people's try runs.

        For mentors see `cohorts.threads.models.open_to_mentor`.
        """
        own = Q(learner=user)
        return self.filter(own | Q(mode=ModeChoice.SUBMIT)) if user.is_admin else self.filter(own)

    def passes(self) -> Self:
        """Submissions that passed. A try run is never proof."""
        return self.filter(mode=ModeChoice.SUBMIT, verdict=VerdictChoice.PASSED)

    def with_checks(self) -> Self:
        """Submissions and try runs, but no runs of learners' own calls."""
        return self.exclude(mode=ModeChoice.RUN)

    def with_newest_call(self) -> Self:
        """Annotate the call of the learner's newest own run of the exercise. None: there is none."""
        runs = Submission.objects.filter(learner=OuterRef("learner"), exercise=OuterRef("exercise"))
        calls = runs.filter(mode=ModeChoice.RUN).newest_first().values("call")
        return self.annotate(newest_call=Subquery(calls[:1]))

    def with_passed_at(self) -> Self:
        """Annotate passes with ``passed_at``, when they passed first. A regrade changes ``graded_at``, but not this."""
        earlier = EarlierVerdict.objects.filter(submission=OuterRef("pk"), verdict=VerdictChoice.PASSED).order_by(
            "graded_at"
        )
        return self.annotate(passed_at=Coalesce(Subquery(earlier.values("graded_at")[:1]), "graded_at"))

    def waiting(self) -> Self:
        """Those whose learner waits for the verdict."""
        return self.filter(state=Submission.State.QUEUED)

    def on_hold(self) -> Self:
        """Those held back so that others go first."""
        return self.waiting().filter(held_at__isnull=False)

    def under_way(self) -> Self:
        """Those that wait for a report, the first one or a regrade's."""
        return self.filter(state__in=(Submission.State.QUEUED, Submission.State.REGRADING))

    def on_gpu_queues(self) -> Self:
        """Those that go to GPU hosts, whatever they need beside the GPU."""
        return self.filter(queue__startswith=DeviceChoice.GPU)

    def before(self, run: "Submission") -> Self:
        """Those that were sent in before ``run``."""
        return self.filter(Q(created_at__lt=run.created_at) | Q(created_at=run.created_at, pk__lt=run.pk))

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")


class Submission(UidModel):
    MAX_ATTEMPTS = 3  # to grade it, when an attempt fails by our fault

    class State(models.TextChoices):
        QUEUED = "queued", "queued"
        DONE = "done", "done"
        REGRADING = "regrading", "being graded again"  # the old verdict stands until the new one is recorded
        CANCELLED = "cancelled", "cancelled"  # by its learner, before it had a verdict; it never gets one

    exercise = models.ForeignKey("exercises.Exercise", on_delete=models.PROTECT, related_name="submissions")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="submissions")
    mode = models.CharField(max_length=6, choices=ModeChoice, default=ModeChoice.SUBMIT)
    source = models.TextField()
    call = models.TextField(
        blank=True, default="", db_default="", help_text="What a run executes after the source; empty in other modes."
    )
    source_html = models.TextField(  # noqa: DJ001  null is another answer than empty
        null=True,
        editable=False,
        help_text="The source in colours, made by a worker; null until then, and empty if that takes too long.",
    )
    normal_digest = models.CharField(  # noqa: DJ001  null is another answer than empty
        max_length=32,
        null=True,
        blank=True,
        editable=False,
        help_text="Sources that are equal after renaming variables share it; null until a worker has made it, and "
        "empty if that isn’t possible.",
    )
    request_key = models.CharField(
        max_length=255,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="The Idempotency-Key of the request that made it; empty if it had none, or the key was used again "
        "after it expired.",
    )
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(
        null=True, blank=True, help_text="When the newest attempt was sent; empty while the queue cannot be reached."
    )
    held_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when it is held back so that others go first; empty once it is sent."
    )
    graded_at = models.DateTimeField(null=True, blank=True)
    queue = models.CharField(
        max_length=80,
        blank=True,
        default="",
        db_default="",
        help_text="Of its newest attempt; a regrade goes to the twin. Empty: a version before this field made it.",
    )
    attempt = models.UUIDField(default=uuid.uuid4, help_text="Only a report that carries this token is recorded.")
    attempts = models.PositiveSmallIntegerField(default=1)
    sends = models.PositiveSmallIntegerField(default=0, help_text="How often the newest attempt was sent.")

    verdict = models.CharField(max_length=9, choices=VerdictChoice, blank=True)
    message = models.TextField(blank=True)
    mistake = models.CharField(max_length=80, blank=True, help_text="The classic mistake that was recognised.")
    mistake_message = models.TextField(blank=True)
    mistake_fix = models.TextField(
        blank=True, default="", db_default="", help_text="What to write instead, which the learner sees on request."
    )
    output = models.TextField(blank=True)
    figures: Any = models.JSONField(null=True, blank=True, help_text="What a run of one’s own call drew, as data.")
    line = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Where in the source the error was raised; 0 if nowhere."
    )
    digest = models.CharField(max_length=16, blank=True, help_text="The exercise version that judged it.")
    device = models.CharField(max_length=120, blank=True)
    gpu_s = models.FloatField(default=0, db_default=0, help_text="For how long a card was leased.")
    worker = models.CharField(max_length=80, blank=True)
    host = models.ForeignKey(
        RunnerHost,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="submissions",
        help_text="The runner host that signed the verdict; empty for one made before hosts had keys.",
    )
    versions = models.JSONField(default=dict, blank=True)
    phases = models.JSONField(default=dict, blank=True, help_text="Milliseconds by phase.")

    objects: ClassVar[SubmissionQuerySet] = SubmissionQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    passed_at: datetime  # only on rows from with_passed_at
    newest_call: str | None  # only on rows from with_newest_call

    class Meta:
        indexes = [
            models.Index(fields=["learner", "exercise", "-created_at"], name="submission_history"),
            # Covers what a learner ran and passed, so that the query never reads the sources.
            models.Index(fields=["learner", "exercise", "mode", "verdict", "created_at"], name="submission_proof"),
            models.Index(fields=["state", "sent_at"], name="submission_waiting"),
            models.Index(fields=["-graded_at"], name="submission_graded"),
            # These two cover who made the same mistake, or wrote the same code.
            models.Index(fields=["exercise", "mistake", "learner", "mode", "created_at"], name="submission_mistake"),
            models.Index(fields=["exercise", "normal_digest", "learner", "mode"], name="submission_same_code"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["done", "regrading"], graded_at__isnull=False) & ~Q(verdict="")
                | Q(state__in=["queued", "cancelled"], graded_at__isnull=True, verdict=""),
                name="submission_done_has_a_verdict",
            ),
            models.UniqueConstraint(
                fields=["learner", "request_key"], condition=~Q(request_key=""), name="submission_request_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exercise.slug} by {self.learner} at {self.created_at:%Y-%m-%d %H:%M}"

    def save(self, **kwargs: Any) -> None:
        """Save the row, on the exercise's default queue unless somebody chose one."""
        if self._state.adding and not self.queue:
            self.queue = self.exercise.queue
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        return reverse("exercises:submission_detail", args=[self.exercise.slug, self.uid])

    @property
    def sending_queue(self) -> str:
        """Regrades have queues of their own: a worker takes from one only when nobody waits."""
        queue = self.queue or self.exercise.queue
        return regrade_queue(queue) if self.is_regrading else queue

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.QUEUED

    @property
    def is_held(self) -> bool:
        return self.is_waiting and self.held_at is not None

    @property
    def is_done(self) -> bool:
        """Whether it has a verdict."""
        return bool(self.verdict)

    @property
    def is_regrading(self) -> bool:
        return self.state == self.State.REGRADING

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_passed(self) -> bool:
        return self.verdict == VerdictChoice.PASSED

    @property
    def is_try(self) -> bool:
        return self.mode == ModeChoice.TRY

    @property
    def line_text(self) -> str:
        """The text of the line where the error was raised, as the editor counts lines; empty if there is none."""
        lines = self.source.split("\n")
        return lines[self.line - 1] if 0 < self.line <= len(lines) else ""

    @property
    def is_run(self) -> bool:
        return self.mode == ModeChoice.RUN

    @property
    def counts(self) -> bool:
        """Whether it is a submission. A try run and a run of the learner's own call never count."""
        return self.mode == ModeChoice.SUBMIT

    @property
    def is_our_fault(self) -> bool:
        return self.verdict == VerdictChoice.INTERNAL

    @property
    def proves(self) -> bool:
        """Whether it is evidence for the criteria of its exercise."""
        return self.is_passed and self.counts


class EarlierVerdict(models.Model):
    """A verdict that a regrade has replaced."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="earlier_verdicts")
    verdict = models.CharField(max_length=9, choices=VerdictChoice)
    message = models.TextField(blank=True)
    digest = models.CharField(max_length=16, blank=True)
    graded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(default=timezone.now)

    version: str  # only on rows from submission_results

    class Meta:
        ordering = ["-replaced_at"]

    def __str__(self) -> str:
        return f"{self.verdict} until {self.replaced_at:%Y-%m-%d %H:%M}"

    @classmethod
    def from_row(cls, submission: Submission) -> Self:
        """Return the verdict that the instance still holds, not saved yet. The row may have another one by now."""
        fields = {name: getattr(submission, name) for name in ("verdict", "message", "digest", "graded_at")}
        return cls(submission=submission, **fields)

    @property
    def is_overturned(self) -> bool:
        """Whether it was a pass, and the submission no longer is."""
        return self.verdict == VerdictChoice.PASSED and not self.submission.is_passed


class CheckResult(models.Model):
    """One check of one submission, in the order the exercise lists them."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="checks")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=240)
    verdict = models.CharField(max_length=9, choices=VerdictChoice)
    message = models.TextField(blank=True)
    detail = models.JSONField(default=dict, blank=True)
    picture: Any = models.JSONField(null=True, blank=True)
    output = models.TextField(blank=True)
    ms = models.FloatField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["submission", "order"], name="check_order_once")]

    def __str__(self) -> str:
        return f"{self.name}: {self.verdict}"

    @property
    def was_run(self) -> bool:
        """Whether it was reached before the code ended. A check that wasn't took no time."""
        return self.ms > 0

    @property
    def is_passed(self) -> bool:
        return self.verdict == VerdictChoice.PASSED
