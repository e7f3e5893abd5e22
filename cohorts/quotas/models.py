"""Quotas of a cohort, what its learners used on each day, and what each run was charged."""

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone

from cohorts.cohort.models import Cohort, CohortRole
from exercises.models import Submission

MAX_QUOTA = 10_000_000
MIB = 2**20


class QuotaQuerySet(models.QuerySet["CohortQuota"]):
    def of_learner(self, learner: int) -> Self:
        """Select the quotas of the cohorts in which somebody learns. The first of them is the one that applies: of the
        cohort that they joined last.
        """
        learns = {"cohort__memberships__user": learner, "cohort__memberships__role": CohortRole.LEARNER}
        newest_first = ("-cohort__memberships__joined_on", "-cohort__memberships__pk")
        return self.filter(**learns, cohort__archived_at=None).order_by(*newest_first)

    def for_update(self) -> Self:
        """Lock them: runs of one cohort wait for each other, or two would both use what is left for one."""
        return self.select_for_update(of=("self",), no_key=True).select_related("cohort")


class CohortQuota(models.Model):
    """What the learners of a cohort may use together. An empty limit limits nothing; use is counted all the same."""

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="quota")
    submissions_per_day = models.PositiveIntegerField(null=True, blank=True, validators=[MaxValueValidator(MAX_QUOTA)])
    runs_per_day = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(MAX_QUOTA)],
        help_text="Example runs, and runs of learners’ own calls.",
    )
    gpu_minutes_per_day = models.PositiveIntegerField(
        "GPU minutes per day", null=True, blank=True, validators=[MaxValueValidator(MAX_QUOTA)]
    )
    storage_mib = models.PositiveIntegerField(
        "storage in MiB",
        null=True,
        blank=True,
        validators=[MaxValueValidator(MAX_QUOTA)],
        help_text="The code of all submissions and runs, and the files of sign-offs.",
    )
    stored_bytes = models.BigIntegerField(default=0, help_text="Counted again each night.")
    counted_at = models.DateTimeField(null=True, blank=True, help_text="When the stored bytes were counted last.")

    LIMITS = ("submissions_per_day", "runs_per_day", "gpu_minutes_per_day", "storage_mib")

    objects: ClassVar[QuotaQuerySet] = QuotaQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    def __str__(self) -> str:
        return f"quotas of {self.cohort}"

    @property
    def limits(self) -> dict[str, int | None]:
        return {name: getattr(self, name) for name in self.LIMITS}


class QuotaDay(models.Model):
    """What a cohort's learners used on a day, in UTC."""

    quota = models.ForeignKey(CohortQuota, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    submissions = models.PositiveIntegerField(default=0)
    runs = models.PositiveIntegerField(default=0)
    gpu_s = models.FloatField(default=0, help_text="Used, and reserved for runs that aren’t graded yet.")

    class Meta:
        ordering = ("-day",)
        constraints = [models.UniqueConstraint(fields=["quota", "day"], name="one_quota_day")]

    def __str__(self) -> str:
        return f"{self.quota}, {self.day}"

    @property
    def gpu_minutes(self) -> float:
        return self.gpu_s / 60


class QuotaCharge(models.Model):
    """The day to which a run was charged, for as long as its GPU time or a fault of ours may still change that."""

    submission = models.OneToOneField(
        Submission,
        to_field="uid",
        on_delete=models.CASCADE,
        related_name="quota_charge",
        help_text="By its uid, known earlier.",
    )
    day = models.ForeignKey(QuotaDay, on_delete=models.CASCADE, related_name="charges")
    gpu_s = models.FloatField(default=0, help_text="Reserved, and once it has a verdict used.")
    charged_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["charged_at"], name="quota_charge_age")]

    def __str__(self) -> str:
        return f"{self.submission_id} on {self.day}"
