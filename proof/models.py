"""Proof that learners show: a public page that they turn on, and signed badges."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.names import NameField
from curriculum.models import Checkpoint
from lib.uids import UidModel

STATUS_LIST_BITS = 131_072  # the least that the specification of status lists allows


class EvidencePageQuerySet(models.QuerySet["EvidencePage"]):
    def public(self) -> Self:
        return self.filter(learner__is_active=True).exclude(token="")

    def in_list(self) -> Self:
        return self.public().filter(is_listed=True).order_by("-opened_at", "-pk")


class EvidencePage(UidModel):
    """A learner's choices for their page. It is public while it has a token. What it shows is derived."""

    learner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="evidence_page")
    name = NameField(help_text="The name that the page shows.")
    token = models.CharField(max_length=43, blank=True, editable=False, help_text="Empty: it is turned off.")
    is_listed = models.BooleanField(default=False)
    code_of = models.JSONField(default=list, blank=True, help_text="The uids of the exercises whose code it shows.")
    opened_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[EvidencePageQuerySet] = EvidencePageQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token"], condition=~Q(token=""), name="one_evidence_page_for_each_token")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {'on' if self.token else 'off'}"

    def get_absolute_url(self) -> str:
        return reverse("proof:evidence_page", args=[self.token])

    @property
    def exercises_with_code(self) -> frozenset[str]:
        """Their uids. An imported archive may hold anything."""
        uids = self.code_of if isinstance(self.code_of, list) else []
        return frozenset(uid for uid in uids if isinstance(uid, str))


class Badge(models.Model):
    """A signed badge for the proven criteria of a checkpoint. It never changes, but it can be revoked."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="badges")
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.CASCADE, related_name="badges")
    name = NameField(help_text="The name in it.")
    criteria = models.JSONField(default=list, help_text="The uids of the criteria that it says are proven.")
    passed_count = models.PositiveSmallIntegerField(
        null=True, help_text="How many of the phase’s exercises were passed. Empty: from before badges needed a share."
    )
    exercise_count = models.PositiveSmallIntegerField(null=True, help_text="How many exercises the phase had.")
    min_share = models.PositiveSmallIntegerField(null=True, help_text="The percentage of them that it needed.")
    token = models.TextField(help_text="The credential as a signed JWT.")
    issued_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "checkpoint"], condition=Q(revoked_at=None), name="one_valid_badge_per_checkpoint"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.checkpoint}"

    @property
    def share_text(self) -> str:
        """ "17 of 27 exercises", or the criteria alone where no exercise counted."""
        if not self.exercise_count:
            return f"{len(self.criteria)} criteria"
        return f"{self.passed_count} of {self.exercise_count} exercises"

    @property
    def rule(self) -> str:
        """The rule under which it was issued."""
        issued = f"Issued on {self.issued_at:%-d %B %Y}"
        if self.exercise_count is None:
            return f"{issued}, when a badge needed proven criteria only."
        if not self.exercise_count:
            return f"{issued} for proven criteria only: the phase had no exercises that count towards a badge."
        return f"{issued} with {self.share_text} of the phase passed. At least {self.min_share}% were needed."

    @property
    def needed_count(self) -> int:
        """How many passes it rests on, besides its criteria."""
        return -(-(self.exercise_count or 0) * (self.min_share or 0) // 100)

    @property
    def status_list(self) -> int:
        """The number of the status list that says whether it is revoked."""
        return self.pk // STATUS_LIST_BITS

    @property
    def status_index(self) -> int:
        """Its bit in that list."""
        return int(self.pk) % STATUS_LIST_BITS


class Revocation(models.Model):
    """A revoked badge's number, and nothing about a person. It stays when the account or the checkpoint is deleted, or
    the badge would become valid again.
    """

    number = models.PositiveBigIntegerField(unique=True, help_text="The badge’s primary key.")

    def __str__(self) -> str:
        return f"badge {self.number}"
