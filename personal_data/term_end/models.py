"""Accounts that are erased some days after the term of their cohort, and whom the site has told so."""

from datetime import date, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F
from django.utils import timezone

from accounts.models import Role
from cohorts.cohort.models import Cohort


class TermErasureQuerySet(models.QuerySet["TermErasure"]):
    def in_force(self) -> Self:
        """Select those of cohorts that the site archived at their end, and whose admin is still a full one."""
        ended = self.filter(cohort__ended_on=F("cohort__ends_on"), cohort__archived_at__isnull=False)
        return ended.filter(admin__role=Role.ADMIN, admin__is_active=True)


class TermErasure(models.Model):
    """An admin's decision to erase the accounts of a cohort's learners, so many days after its end."""

    MIN_DAYS, MAX_DAYS = 14, 730

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="term_erasure")
    admin = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+",
        help_text="Who switched it on.",
    )  # fmt: skip
    days = models.PositiveSmallIntegerField(validators=[MinValueValidator(MIN_DAYS), MaxValueValidator(MAX_DAYS)])
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[TermErasureQuerySet] = TermErasureQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    def __str__(self) -> str:
        return f"{self.cohort}: {self.days} days"

    @property
    def planned_on(self) -> date | None:
        """The day from which accounts may be erased, if everybody was told in time. None: the cohort has no end."""
        return self.cohort.ends_on + timedelta(days=self.days) if self.cohort.ends_on else None


class WarningStage(models.IntegerChoices):
    END = 1, "at the end"
    FORTNIGHT = 2, "two weeks before"
    LAST = 3, "three days before"


class ErasureWarning(models.Model):
    """Somebody is told that their account will be erased, or has kept it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="erasure_warnings")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="+")
    planned_on = models.DateField(help_text="The plan’s day. If it changes, they are told again.")
    erase_on = models.DateField(help_text="Theirs: at least two weeks after the first email.")
    stage = models.PositiveSmallIntegerField(choices=WarningStage)
    next_try_at = models.DateTimeField(default=timezone.now, help_text="Before that nobody tries to send the email.")
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When the email of this stage was sent.")
    first_sent_at = models.DateTimeField(null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True, help_text="When they chose to keep the account.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "cohort"], name="one_erasure_warning_for_each_cohort")]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=models.Q(sent_at=None, kept_at=None), name="erasure_warning_to_mail"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.erase_on}"
