"""Claims: for half an hour a mentor answers a thread alone, so that no two mentors answer the same question."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from cohorts.cohort.models import Membership
from cohorts.threads.models import Thread


class ReviewClaimQuerySet(models.QuerySet["ReviewClaim"]):
    def active(self, *, now: datetime) -> Self:
        """Select those that haven't expired, by mentors who still look after the thread's cohort."""
        staff = Membership.objects.staff().filter(cohort=OuterRef("thread__cohort"), user=OuterRef("mentor"))
        return self.filter(Exists(staff), expires_at__gt=now)


class ReviewClaim(models.Model):
    """A lease on a thread. It blocks other mentors only, and nobody once it has expired."""

    LEASE = timedelta(minutes=30)
    LEASE_MINUTES = LEASE // timedelta(minutes=1)
    MAX_ACTIVE = 4  # of one mentor

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="claim")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims")
    claimed_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    objects: ClassVar[ReviewClaimQuerySet] = ReviewClaimQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    def __str__(self) -> str:
        return f"{self.thread} by {self.mentor} until {self.expires_at:%Y-%m-%d %H:%M}"

    @property
    def until_text(self) -> str:
        """ "14:30", or "28 Nov, 14:30" if that isn't today: a question that was handed over is reserved for a day."""
        until = timezone.localtime(self.expires_at)
        return f"{until:%H:%M}" if until.date() == timezone.localdate() else f"{until.day} {until:%b, %H:%M}"
