"""Notices, and on which channels each person wants them."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from lib.uids import UidModel, UidQuerySet
from notices.webhooks.models import DeliveryState, Webhook, WebhookDelivery, WebhookEvent

__all__ = [
    "ONLY_IF_CHOSEN",
    "TOLD_ON_A_PAGE",
    "DeliveryState",
    "Notice",
    "NoticeChoice",
    "NoticeKind",
    "Webhook",
    "WebhookDelivery",
    "WebhookEvent",
]


class NoticeKind(models.TextChoices):
    """Few on purpose. The label says when such a notice comes."""

    VERDICT = "verdict", "A verdict that came after you left the page"
    OVERTURNED = "overturned", "A pass revoked by a stricter version of the exercise"
    ANSWER = "answer", "A mentor wrote to you"
    QUESTION = "question", "A learner you mentor wrote to you"
    DIGEST = "digest", "Every Monday: which of your learners need you, and what to do"
    ANNOUNCEMENT = "announcement", "An announcement in one of your cohorts"
    INVITATION = "invitation", "Someone invited you to a cohort, or added you to one"
    CURRICULUM = "curriculum", "A change of the roadmap that changes your plan"
    DRAFT = "draft", "A draft of the roadmap: you’re asked for a review, answered, or a publication didn’t happen"
    FAULT = "fault", "An answer to a problem that you reported"
    CHECKPOINT = "checkpoint", "A checkpoint that is ready, or fully proven"
    WEBHOOK = "webhook", "We switched off a webhook of yours"
    WEEK = "week", "Every Monday: last week’s hours against your plan, and reviews that are due"


ONLY_IF_CHOSEN = {NoticeKind.WEEK}
"""Off by default: these report nothing that a person could miss."""


TOLD_ON_A_PAGE = {NoticeKind.CHECKPOINT}
"""Also said once at the top of the next page that the person opens, which counts as reading it."""


class NoticeQuerySet(UidQuerySet["Notice"]):
    def on_page_of(self, person: User) -> Self:
        return self.filter(person=person, on_page=True)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def to_mail(self) -> Self:
        """Select those whose email should be sent now, for the first time or again."""
        return self.filter(mail=Notice.Mail.DUE, mail_next_at__lte=timezone.now())


class Notice(UidModel):
    class Mail(models.TextChoices):
        NONE = "", "not wanted"
        DUE = "due", "to be sent"
        SENT = "sent", "sent"
        GIVEN_UP = "given_up", "could not be sent"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=NoticeKind)
    key = models.CharField(max_length=100, help_text="What it is about: a person is told of it once.")
    items = models.JSONField(
        default=list, blank=True, help_text="What happened to it since it was read: the comments of a thread, say."
    )
    sentence = models.CharField(max_length=240)
    link = models.CharField(max_length=200, help_text="A path of this site.")
    created_at = models.DateTimeField(default=timezone.now)
    on_page = models.BooleanField(default=True, help_text="It is listed, and counts as unread until it is read.")
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=8, choices=Mail, blank=True, default=Mail.NONE)
    mail_tries = models.PositiveSmallIntegerField(default=0)
    mail_next_at = models.DateTimeField(null=True, blank=True, help_text="Before that nobody tries to send it.")

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notice_newest"),
            models.Index(fields=["person"], condition=Q(read_at=None, on_page=True), name="notice_unread"),
            models.Index(fields=["mail_next_at"], condition=Q(mail="due"), name="notice_to_mail"),
        ]
        constraints = [models.UniqueConstraint(fields=["person", "kind", "key"], name="notice_told_once")]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("notices:notice_open", args=[self.uid])

    @property
    def safe_items(self) -> list[str]:
        """``items`` as a list: an imported archive may hold anything."""
        return self.items if isinstance(self.items, list) else []

    @property
    def text(self) -> str:
        """The sentence, with how many times it happened."""
        times = len(self.safe_items)
        return f"{self.sentence.removesuffix('.')}, {times} times." if times > 1 else self.sentence


class NoticeChoice(models.Model):
    """The channels on which a person gets one kind. Without a row, `channels_of` has the default."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=12, choices=NoticeKind)
    page = models.BooleanField()
    mail = models.BooleanField()

    class Meta:
        verbose_name_plural = "choices of notices"
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_choice_for_each_kind")]

    def __str__(self) -> str:
        channels = [name for name, is_on in (("page", self.page), ("email", self.mail)) if is_on]
        return f"{self.kind}: {' and '.join(channels) or 'neither'}"
