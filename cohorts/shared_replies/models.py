"""Shared replies: an answer to everyone in a cohort who made the same mistake."""

from dataclasses import dataclass
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.threads.models import Comment
from exercises.models import Exercise, ModeChoice, Submission, SubmissionQuerySet, VerdictChoice
from lib.model_fields import RenderedNoteField, version_of
from lib.uids import UidModel, UidQuerySet

NO_FAILURE = ("", VerdictChoice.PASSED, VerdictChoice.RAN, VerdictChoice.INTERNAL)


@dataclass(frozen=True, kw_only=True)
class ReplyTarget:
    """The subject of a shared reply: a recognised mistake of an exercise, or code that is equal after renaming
    variables.

    One of ``mistake`` and ``normal_digest`` is empty.
    """

    exercise: Exercise
    mistake: str = ""
    normal_digest: str = ""

    @property
    def runs(self) -> SubmissionQuerySet:
        """The submissions of anybody that it fits. Try runs don't count."""
        rows = Submission.objects.filter(exercise=self.exercise, mode=ModeChoice.SUBMIT).exclude(verdict__in=NO_FAILURE)
        if self.mistake:
            return rows.filter(mistake=self.mistake)
        return rows.filter(normal_digest=self.normal_digest, normal_digest__gt="")


class SharedReplyQuerySet(UidQuerySet["SharedReply"]):
    def in_force(self) -> Self:
        """Leave out withdrawn ones."""
        return self.filter(withdrawn_at=None)

    def answering(self, target: ReplyTarget) -> Self:
        return self.filter(exercise=target.exercise, mistake=target.mistake, normal_digest=target.normal_digest)

    def answering_run(self, run: Submission) -> Self:
        """Select those that answer a submission. None for a pass, a try run and a fault of ours."""
        if not run.counts or not run.is_done or run.verdict in NO_FAILURE:
            return self.none()
        same_mistake = Q(mistake=run.mistake, mistake__gt="")
        same_code = Q(normal_digest=run.normal_digest or "", normal_digest__gt="")
        return self.in_force().filter(same_mistake | same_code, exercise=run.exercise_id)

    def for_learner(self, learner: User) -> Self:
        """Select those of the cohorts in which somebody learns now."""
        learns = Membership.objects.filter(user=learner, role=CohortRole.LEARNER)
        return self.in_force().filter(cohort__in=learns.values("cohort"))


class SharedReply(UidModel):
    """A text that every learner of the cohort reads who made the mistake, now or later."""

    MAX_CHARS = Comment.MAX_CHARS
    MAX_PUBLISHED = 500  # in a cohort

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="shared_replies")
    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="+")
    mistake = models.CharField(max_length=80, blank=True, help_text="The recognised mistake that it answers.")
    normal_digest = models.CharField(
        max_length=32, blank=True, help_text="Or the code that it answers, see Submission.normal_digest."
    )
    text = models.TextField(validators=[MaxLengthValidator(MAX_CHARS)], help_text="Markdown with LaTeX.")
    html = RenderedNoteField("text")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="shared_replies",
        help_text="Who wrote the present text; nobody any more when they have deleted their account.",
    )  # fmt: skip
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="From then on no learner sees it.")

    objects: ClassVar[SharedReplyQuerySet] = SharedReplyQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        verbose_name_plural = "shared replies"
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(mistake="") & ~Q(normal_digest="") | Q(normal_digest="") & ~Q(mistake=""),
                name="shared_reply_to_one_thing",
            ),
            models.UniqueConstraint(
                fields=["cohort", "exercise", "mistake", "normal_digest"],
                condition=Q(withdrawn_at=None),
                name="one_shared_reply_to_each_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return reverse("cohorts:edit_shared_reply", args=[self.cohort.slug, self.uid])

    @property
    def target(self) -> ReplyTarget:
        return ReplyTarget(exercise=self.exercise, mistake=self.mistake, normal_digest=self.normal_digest)

    @property
    def version(self) -> str:
        return version_of(self.text)


class ReplyReceiptQuerySet(models.QuerySet["ReplyReceipt"]):
    def of_present_learners(self) -> Self:
        """Leave out those of learners who have left the cohort since."""
        present = Membership.objects.learners().filter(cohort=OuterRef("reply__cohort"), user=OuterRef("learner"))
        return self.filter(Exists(present))

    def with_passes(self) -> Self:
        """Annotate whether the learner passed the exercise before the reply reached them, and after."""
        passes = Submission.objects.passes().filter(learner=OuterRef("learner"), exercise=OuterRef("reply__exercise"))
        return self.annotate(
            passed_before=Exists(passes.filter(created_at__lte=OuterRef("reached_at"))),
            passed_after=Exists(passes.filter(created_at__gt=OuterRef("reached_at"))),
        )

    def without_pass(self) -> Self:
        """Select those of learners who haven't passed the exercise."""
        return self.with_passes().filter(passed_before=False, passed_after=False)

    def to_notify(self) -> Self:
        return self.filter(
            needs_notice=True, reply__withdrawn_at=None, reply__cohort__archived_at=None
        ).of_present_learners()


class ReplyReceipt(models.Model):
    """A shared reply reached a learner. It is stored, so that a notice comes once and mentors can count."""

    reply = models.ForeignKey(SharedReply, on_delete=models.CASCADE, related_name="receipts")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reply_receipts")
    reached_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True, help_text="When the learner first opened a page with it.")
    needs_notice = models.BooleanField(default=False, help_text="A worker will notify the learner.")

    objects: ClassVar[ReplyReceiptQuerySet] = ReplyReceiptQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reply", "learner"], name="one_receipt_for_each_learner")]
        indexes = [models.Index(fields=["reply"], condition=Q(needs_notice=True), name="receipt_to_notify")]

    def __str__(self) -> str:
        return f"{self.learner}, {self.reached_at:%Y-%m-%d %H:%M}"
