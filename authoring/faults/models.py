"""Problems that learners report on a page, and the admins' answers."""

from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from curriculum.models import Topic
from exercises.models import Exercise, Submission
from lib.uids import UidModel, UidQuerySet


class FaultKind(models.TextChoices):
    FACT = "fact", "A fact is wrong"
    UNCLEAR = "unclear", "It’s unclear"
    LINK = "link", "A link is broken"
    GRADER = "grader", "The grader is wrong"
    OTHER = "other", "Something else"


class FaultState(models.TextChoices):
    OPEN = "open", "open"
    FIXING = "fixing", "being fixed"
    FIXED = "fixed", "fixed"
    DECLINED = "declined", "won’t be fixed"


class FaultReportQuerySet(UidQuerySet["FaultReport"]):
    def to_do(self) -> Self:
        """Those that somebody still has to do something about."""
        return self.filter(state__in=(FaultState.OPEN, FaultState.FIXING))

    def with_page(self) -> Self:
        """Select what they are about. A learner's code stays unread."""
        return self.select_related("topic__section", "exercise", "submission").only(
            *(field.attname for field in self.model._meta.concrete_fields),
            *("topic__uid", "topic__title", "topic__section__roadmap_id"),
            *("exercise__slug", "exercise__title", "exercise__digest", "submission__uid"),
        )


class FaultReport(UidModel):
    """One learner's report about the page of a topic or an exercise."""

    MAX_CHARS = 2_000
    MAX_ANSWER_CHARS = 300
    MAX_VERSION_CHARS = 40

    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="fault_reports")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    exercise = models.ForeignKey(Exercise, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    submission = models.ForeignKey(
        Submission, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text="Whose verdict it is."
    )
    version = models.CharField(
        max_length=MAX_VERSION_CHARS, blank=True,
        help_text="Of the exercise (a digest) or the roadmap (a number), when it was reported.",
    )  # fmt: skip
    kind = models.CharField(max_length=8, choices=FaultKind)
    text = models.TextField(validators=[MaxLengthValidator(MAX_CHARS)])
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=FaultState, default=FaultState.OPEN)
    answer = models.CharField(max_length=MAX_ANSWER_CHARS, blank=True, help_text="One sentence for the reporter.")
    fixed_in = models.CharField(max_length=MAX_VERSION_CHARS, blank=True, help_text="The version that has the fix.")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_told = models.BooleanField(default=True, help_text="Whether the reporter was notified of the newest answer.")

    objects: ClassVar[FaultReportQuerySet] = FaultReportQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        verbose_name_plural = "problem reports"
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(fields=["reporter", "-created_at"], name="fault_report_newest"),
            models.Index(fields=["state", "topic", "exercise"], name="fault_report_page"),
            models.Index(fields=["answered_at"], condition=Q(is_told=False), name="fault_report_untold"),
        ]
        constraints = (
            models.CheckConstraint(
                condition=Q(topic__isnull=False, exercise__isnull=True, submission__isnull=True)
                | Q(topic__isnull=True, exercise__isnull=False),
                name="fault_report_of_one_page",
            ),
            models.CheckConstraint(
                condition=~Q(state=FaultState.FIXED) | ~Q(fixed_in=""), name="fixed_fault_names_version"
            ),
            models.CheckConstraint(
                condition=~Q(state=FaultState.DECLINED) | ~Q(answer=""), name="declined_fault_has_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.page_title}"

    @property
    def page_title(self) -> str:
        return str(self.topic.title if self.topic else self.exercise)

    @property
    def page_url(self) -> str:
        return reverse("progress:topic_detail", args=[self.topic.uid]) if self.topic else self._exercise_url

    @property
    def _exercise_url(self) -> str:
        return self.exercise.get_absolute_url() if self.exercise else ""

    @property
    def submission_url(self) -> str:
        """Return the address of the verdict that it is about; empty without one."""
        if not (self.submission and self.exercise):
            return ""
        return reverse("exercises:submission_detail", args=[self.exercise.slug, self.submission.uid])

    @property
    def is_open(self) -> bool:
        return self.state == FaultState.OPEN

    @property
    def state_text(self) -> str:
        """ "fixed in version 3"."""
        label = FaultState(self.state).label
        return f"{label} in version {self.fixed_in}" if self.state == FaultState.FIXED else label
