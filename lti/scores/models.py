"""Scores on their way to platforms."""

from datetime import timedelta
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lti.launches.models import LtiIdentity
from lti.links.models import LtiLink


class ScoreState(models.TextChoices):
    IDLE = "idle", "nothing to send"
    DUE = "due", "to be sent"
    FAILED = "failed", "given up"


class LtiScoreOutboxQuerySet(models.QuerySet["LtiScoreOutbox"]):
    def to_send(self) -> Self:
        """Select those to send now, for the first time or again."""
        is_open = Q(identity__platform__closed_at=None, identity__user__is_active=True)
        return self.filter(is_open, state=ScoreState.DUE, next_at__lte=timezone.now())

    def failed(self) -> Self:
        return self.filter(state=ScoreState.FAILED)


class LtiScoreOutbox(models.Model):
    """The score of one person for one link. There is one row, however often it changes: the newest score counts.

    ``version`` counts changes of what the person has shown. Whoever sends computes the score then, so a late retry
    sends what is true now, with a timestamp that never goes back.
    """

    GIVE_UP_AFTER = timedelta(days=3)

    identity = models.ForeignKey(LtiIdentity, on_delete=models.CASCADE, related_name="scores")
    link = models.ForeignKey(LtiLink, on_delete=models.CASCADE, related_name="scores")
    state = models.CharField(max_length=6, choices=ScoreState, default=ScoreState.IDLE)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)
    stamped_version = models.PositiveIntegerField(default=0, help_text="The version that has the timestamp.")
    stamp = models.DateTimeField(null=True, blank=True, help_text="The timestamp that the platform gets.")
    given = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text="The last score that the platform has taken, between 0 and 1.",
    )  # fmt: skip
    is_unconfirmed = models.BooleanField(
        default=False, help_text="We have tried to send another one since, and don’t know whether it arrived."
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    due_since = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(default=timezone.now, help_text="Before that nobody tries to send it.")
    problem = models.CharField(max_length=200, blank=True, help_text="Why the last attempt failed, as a sentence.")

    objects: ClassVar[LtiScoreOutboxQuerySet] = LtiScoreOutboxQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        verbose_name_plural = "scores for learning platforms"
        constraints = [models.UniqueConstraint(fields=["identity", "link"], name="lti_score_once")]
        indexes = [models.Index(fields=["next_at"], condition=Q(state="due"), name="lti_score_to_send")]

    def __str__(self) -> str:
        return f"{self.identity} for {self.link}"
