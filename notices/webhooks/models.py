"""Webhooks: addresses of people's own programs, and what was sent to them."""

import uuid
from datetime import timedelta
from typing import ClassVar, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

NEWS_WITHIN = timedelta(minutes=1)
"""The page asks again for so long."""


class WebhookEvent(models.TextChoices):
    """The ``type`` of a message. Programs know these names."""

    TEST = "webhook.test", "Test message"
    VERDICT = "submission.graded", "Submission graded"
    SIGN_OFF = "sign_off.decided", "Sign-off decided"


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def switched_on(self) -> Self:
        return self.filter(switched_off_at=None, person__is_active=True)

    def working(self) -> Self:
        """Select those that accepted the last message."""
        return self.filter(failing_since=None, tried_at__isnull=False)

    def not_working(self) -> Self:
        return self.exclude(failing_since=None, tried_at__isnull=False)


class Webhook(models.Model):
    MAX_PER_PERSON = 3
    MAX_URL_CHARS = 500

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=MAX_URL_CHARS)
    created_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(null=True, blank=True, help_text="The last attempt. Empty: not tried yet.")
    problem = models.CharField(max_length=200, blank=True, help_text="Why the last attempt failed, as a sentence.")
    failing_since = models.DateTimeField(null=True, blank=True, help_text="Empty while it works.")
    switched_off_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[WebhookQuerySet] = WebhookQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [models.UniqueConstraint(fields=["person", "url"], name="webhook_once")]

    def __str__(self) -> str:
        return self.url

    @property
    def address(self) -> str:
        """The URL without what all of them begin with."""
        return self.url.removeprefix("https://")

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def is_on(self) -> bool:
        return self.switched_off_at is None

    @property
    def is_working(self) -> bool:
        return self.tried_at is not None and self.failing_since is None


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "waiting"
    DELIVERED = "delivered", "delivered"
    FAILED = "failed", "failed"


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def of(self, person: models.Model) -> Self:
        return self.filter(webhook__person=person)

    def to_send(self) -> Self:
        """Select those to send now, for the first time or again."""
        on = Q(webhook__switched_off_at=None, webhook__person__is_active=True)
        return self.filter(on, state=DeliveryState.WAITING, next_at__lte=timezone.now())


class WebhookDelivery(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=30, choices=WebhookEvent)
    body = models.TextField(help_text="The JSON as it is sent and signed.")
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=DeliveryState, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now, help_text="Before that nobody tries to send it.")
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of the last answer.")
    problem = models.CharField(max_length=200, blank=True, help_text="Why the last attempt failed, as a sentence.")

    objects: ClassVar[WebhookDeliveryQuerySet] = WebhookDeliveryQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name_plural = "webhook deliveries"
        indexes = [
            models.Index(fields=["webhook", "-created_at"], name="webhook_history"),
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="webhook_to_send"),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook}"

    @property
    def is_due(self) -> bool:
        return self.next_at <= timezone.now()

    @property
    def is_being_sent(self) -> bool:
        """Whether there should be a result within seconds. Not for ever, if no worker comes for it."""
        now = timezone.now()
        is_waiting = self.state == DeliveryState.WAITING and not self.problem and self.webhook.is_on
        has_begun = self.tries == 1 or self.next_at <= now
        return is_waiting and has_begun and self.next_at > now - NEWS_WITHIN
