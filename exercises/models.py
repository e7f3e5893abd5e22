"""Exercises mirror their folders (which are the truth); submissions are facts; verdicts come from the runner."""

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from curriculum.models import Criterion, Topic, VersionedQuerySet


class Verdict(models.TextChoices):
    """The runner's words (runner.protocol.Verdict) with what a learner reads."""

    PASSED = "passed", "passed"
    FAILED = "failed", "not yet"
    ERROR = "error", "your code raised an error"
    TIMEOUT = "timeout", "out of time"
    MEMORY = "memory", "out of memory"
    OUTPUT = "output", "too much output"
    BAD_VALUE = "bad_value", "not a plain value"
    REFUSED = "refused", "not allowed here"
    INTERNAL = "internal", "our fault"


class Mode(models.TextChoices):
    TRY = "try", "try run"
    SUBMIT = "submit", "submission"


class Device(models.TextChoices):
    CPU = "cpu", "CPU"
    GPU = "gpu", "GPU"
    ANY = "any", "CPU or GPU"


class ExerciseQuerySet(VersionedQuerySet):
    def get_by_natural_key(self, uid: str) -> "Exercise":
        row: Exercise = self.get(uid=uid)
        return row

    def open(self) -> Self:
        """Exercises whose folder is there; a retired one keeps its submissions."""
        return self.filter(retired=False)

    def in_order(self) -> Self:
        """By their main topic, then the shortest first."""
        return self.order_by("order", "minutes", "title")

    def with_state_of(self, learner: User) -> Self:
        """Annotate ``is_passed`` and ``is_begun`` for this learner, in the same query."""
        theirs = Submission.objects.filter(exercise=OuterRef("pk"), learner=learner)
        return self.annotate(is_passed=Exists(theirs.passed()), is_begun=Exists(theirs))

    def in_state(self, word: str) -> Self:
        """Those of with_state_of whose ``state_word`` is ``word``."""
        return self.filter(is_passed=word == "passed", is_begun=word != "open")

    def not_passed_by(self, learner: User) -> Self:
        return self.exclude(Exists(Submission.objects.filter(exercise=OuterRef("pk"), learner=learner).passed()))


class Exercise(models.Model):
    """One folder of exercises/catalog. Solutions, checks and mistakes never enter the database."""

    uid = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    section = models.CharField(max_length=80, help_text="The folder it lies in.")
    order = models.PositiveSmallIntegerField(
        default=0, help_text="The place in the roadmap of the topic it names first."
    )
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=240)
    statement = models.TextField()
    statement_html = models.TextField(editable=False)
    hints_html = models.JSONField(default=list, blank=True, help_text="HTML of each hint, weakest first.")
    starter = models.TextField()
    stars = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(help_text="How long it usually takes.")
    entry = models.JSONField(default=list, help_text="The functions the learner writes.")
    device = models.CharField(max_length=3, choices=Device, default=Device.CPU)
    limits = models.JSONField(default=dict)
    digest = models.CharField(max_length=16, help_text="Names the exact content of the folder.")
    retired = models.BooleanField(default=False)
    topics = models.ManyToManyField(Topic, related_name="exercises", blank=True)
    criteria = models.ManyToManyField(Criterion, related_name="exercises", blank=True)

    objects: ClassVar[ExerciseQuerySet] = ExerciseQuerySet.as_manager()  # type: ignore[assignment]

    # Only on rows from with_state_of.
    is_passed: bool
    is_begun: bool

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exercises:exercise_detail", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.uid,)

    @property
    def state_word(self) -> str:
        """How far the learner of with_state_of is."""
        return "passed" if self.is_passed else "begun" if self.is_begun else "open"

    def is_passed_by(self, learner: User) -> bool:
        """Our own solution is shown to them from then on: before that it would take the exercise away."""
        return Submission.objects.filter(learner=learner, exercise=self).passed().exists()

    @property
    def section_title(self) -> str:
        return self.section.replace("-", " ").capitalize().replace(" ml", " ML")

    @property
    def queue(self) -> str:
        """`any` runs on the CPU: a GPU host is not needed for it."""
        return Device.GPU.value if self.device == Device.GPU else Device.CPU.value


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def get_by_natural_key(self, uid: str) -> "Submission":
        return self.get(uid=uid)

    def visible_to(self, user: User) -> Self:
        """A learner's own. Mentors ask cohorts, which knows whom they look after."""
        return self if user.is_admin else self.filter(learner=user)

    def passed(self) -> Self:
        """Only a submission counts as proof, never a try run."""
        return self.filter(mode=Mode.SUBMIT, verdict=Verdict.PASSED)

    def with_passed_at(self) -> Self:
        """Annotate passes with ``passed_at``: when it first was one. Grading again moves ``graded_at``, not this."""
        earlier = EarlierVerdict.objects.filter(submission=OuterRef("pk"), verdict=Verdict.PASSED).order_by("graded_at")
        return self.annotate(passed_at=Coalesce(Subquery(earlier.values("graded_at")[:1]), "graded_at"))

    def waiting(self) -> Self:
        """A learner waits for the verdict."""
        return self.filter(state=Submission.State.QUEUED)

    def under_way(self) -> Self:
        """A report is to come, the first one or another one."""
        return self.filter(state__in=(Submission.State.QUEUED, Submission.State.REGRADING))

    def on_gpu(self, gpu: bool) -> Self:
        """Those that a GPU host grades, or those that it does not."""
        needs_one = Q(exercise__device=Device.GPU)
        return self.filter(needs_one if gpu else ~needs_one)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")


class Submission(models.Model):
    class State(models.TextChoices):
        QUEUED = "queued", "queued"
        DONE = "done", "done"
        REGRADING = "regrading", "being graded again"  # the old verdict stands until the new one is recorded
        CANCELLED = "cancelled", "cancelled"  # by its learner, before there was a verdict; there never will be one

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="submissions")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="submissions")
    mode = models.CharField(max_length=6, choices=Mode, default=Mode.SUBMIT)
    source = models.TextField()
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(
        null=True, blank=True, help_text="When the newest attempt was sent; empty while the queue cannot be reached."
    )
    graded_at = models.DateTimeField(null=True, blank=True)
    attempt = models.UUIDField(default=uuid.uuid4, help_text="Only a report that carries this token is recorded.")
    attempts = models.PositiveSmallIntegerField(default=1)
    sends = models.PositiveSmallIntegerField(default=0, help_text="How often the newest attempt was sent.")

    verdict = models.CharField(max_length=9, choices=Verdict, blank=True)
    message = models.TextField(blank=True)
    mistake = models.CharField(max_length=80, blank=True, help_text="The classic mistake that was recognised.")
    mistake_message = models.TextField(blank=True)
    output = models.TextField(blank=True)
    digest = models.CharField(max_length=16, blank=True, help_text="The exercise version that judged it.")
    device = models.CharField(max_length=40, blank=True)
    worker = models.CharField(max_length=80, blank=True)
    versions = models.JSONField(default=dict, blank=True)
    phases = models.JSONField(default=dict, blank=True, help_text="Milliseconds by phase.")

    objects: ClassVar[SubmissionQuerySet] = SubmissionQuerySet.as_manager()  # type: ignore[assignment]

    passed_at: datetime  # only on rows from with_passed_at

    class Meta:
        indexes = [
            models.Index(fields=["learner", "exercise", "-created_at"], name="submission_history"),
            # What was tried and what passed is read from the index alone, past the sources.
            models.Index(fields=["learner", "exercise", "mode", "verdict", "created_at"], name="submission_proof"),
            models.Index(fields=["state", "sent_at"], name="submission_waiting"),
            models.Index(fields=["-graded_at"], name="submission_graded"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["done", "regrading"], graded_at__isnull=False) & ~Q(verdict="")
                | Q(state__in=["queued", "cancelled"], graded_at__isnull=True, verdict=""),
                name="submission_done_has_a_verdict",
            )
        ]

    def __str__(self) -> str:
        return f"{self.exercise.slug} by {self.learner} at {self.created_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("exercises:submission_detail", args=[self.exercise.slug, self.uid])

    def natural_key(self) -> tuple[str]:
        return (str(self.uid),)

    @property
    def queue(self) -> str:
        """Live runs go before those that are graded again: a worker takes from ``…-regrade`` when nobody waits."""
        return self.exercise.queue + ("-regrade" if self.is_regrading else "")

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.QUEUED

    @property
    def is_done(self) -> bool:
        """It has a verdict."""
        return bool(self.verdict)

    @property
    def is_regrading(self) -> bool:
        return self.state == self.State.REGRADING

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_passed(self) -> bool:
        return self.verdict == Verdict.PASSED

    @property
    def is_try(self) -> bool:
        return self.mode == Mode.TRY

    @property
    def is_our_fault(self) -> bool:
        return self.verdict == Verdict.INTERNAL

    @property
    def proves(self) -> bool:
        """Evidence for the criteria of its exercise; a try run never is."""
        return self.is_passed and not self.is_try


class Draft(models.Model):
    """What a learner last had in the editor of an exercise, and what stood there before it was replaced as a whole."""

    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="drafts")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    source = models.TextField(blank=True)
    set_aside = models.TextField(blank=True, help_text="What was replaced: by the starter, or by the other version.")
    revision = models.UUIDField(default=uuid.uuid4, help_text="A save names the revision that it goes on from.")
    browser = models.CharField(max_length=36, blank=True, help_text="The one that wrote it, which may write again.")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "exercise"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.exercise.slug}, draft of {self.learner}"

    def goes_on(self, base: str, browser: str) -> bool:
        """Whether whoever writes has seen this revision, or wrote it."""
        return base == str(self.revision) or (browser != "" and browser == self.browser)


class CheckResult(models.Model):
    """One check of one submission, in the order the exercise lists them."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="checks")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=240)
    verdict = models.CharField(max_length=9, choices=Verdict)
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
        """A check that never came to its turn, because the code had ended, took no time."""
        return self.ms > 0

    @property
    def is_passed(self) -> bool:
        return self.verdict == Verdict.PASSED


class EarlierVerdict(models.Model):
    """What a submission was told before it was graded again."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="earlier_verdicts")
    verdict = models.CharField(max_length=9, choices=Verdict)
    message = models.TextField(blank=True)
    digest = models.CharField(max_length=16, blank=True)
    graded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-replaced_at"]

    def __str__(self) -> str:
        return f"{self.verdict} until {self.replaced_at:%Y-%m-%d %H:%M}"

    @property
    def overturned(self) -> bool:
        """A pass that no longer is one."""
        return self.verdict == Verdict.PASSED and not self.submission.is_passed


class WorkerQuerySet(models.QuerySet["Worker"]):
    def online(self) -> Self:
        return self.filter(seen_at__gt=timezone.now() - timedelta(seconds=settings.RUNNER_SILENT_AFTER_S))

    def able(self) -> Self:
        """Online, and every layer of the sandbox holds."""
        return self.online().filter(fit=True)


class Worker(models.Model):
    """A runner, as it last described itself. It does so at its start and every so often."""

    name = models.CharField(max_length=80, unique=True)
    queues = models.JSONField(default=list)
    device = models.CharField(max_length=80)
    processes = models.PositiveSmallIntegerField()
    versions = models.JSONField(default=dict)
    layers = models.JSONField(default=list, help_text="What its doctor found: name, ok, evidence, fix.")
    fit = models.BooleanField()
    start = models.CharField(max_length=40, help_text="Tells one run of the same worker from the next.")
    online_since = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects: ClassVar[WorkerQuerySet] = WorkerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_online(self) -> bool:
        return timezone.now() - self.seen_at < timedelta(seconds=settings.RUNNER_SILENT_AFTER_S)

    @property
    def failing(self) -> list[str]:
        """The layers that do not hold."""
        return [layer["name"] for layer in self.layers if not layer["ok"]]

    @property
    def is_weak(self) -> bool:
        """Without the whole sandbox, for development: runner.protocol.WEAK_MODE is among its layers."""
        return any(layer["name"] == "weak mode" for layer in self.layers)
