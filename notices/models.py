"""What happened while a person was not looking, and on which ways they want to hear of it."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User


class Kind(models.TextChoices):
    """Few on purpose. A label says when such a notice comes."""

    VERDICT = "verdict", "A verdict came after you had left the page"
    OVERTURNED = "overturned", "A pass no longer holds under a newer version of its exercise"
    ANSWER = "answer", "A mentor wrote to you"
    QUESTION = "question", "A learner you look after wrote to you"
    WEEK = "week", "Each Monday: last week’s hours against your plan, and what is due for review"


FOR_MENTORS = {Kind.QUESTION}
ONLY_IF_CHOSEN = {Kind.WEEK}
"""Nothing happened that a person could miss, so nobody gets it who did not ask for it."""


class NoticeQuerySet(models.QuerySet["Notice"]):
    def get_by_natural_key(self, uid: str) -> "Notice":
        return self.get(uid=uid)

    def on_page_of(self, person: User) -> Self:
        return self.filter(person=person, on_page=True)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def to_mail(self) -> Self:
        """Their e-mail is to go now: a first try, or another one."""
        return self.filter(mail=Notice.Mail.DUE, mail_next_at__lte=timezone.now())


class Notice(models.Model):
    class Mail(models.TextChoices):
        NONE = "", "not wanted"
        DUE = "due", "to be sent"
        SENT = "sent", "sent"
        GIVEN_UP = "given_up", "could not be sent"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=100, help_text="What it is about: a person is told of it once.")
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
        return self.sentence

    def get_absolute_url(self) -> str:
        return reverse("notices:notice_open", args=[self.uid])

    def natural_key(self) -> tuple[str]:
        return (str(self.uid),)


class NoticeChoice(models.Model):
    """On which ways a person hears of one kind. Without a row `default_choice` holds."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=12, choices=Kind)
    page = models.BooleanField()
    mail = models.BooleanField()

    class Meta:
        verbose_name_plural = "choices of notices"
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_choice_for_each_kind")]

    def __str__(self) -> str:
        ways = [name for name, wanted in (("page", self.page), ("e-mail", self.mail)) if wanted]
        return f"{self.kind}: {' and '.join(ways) or 'neither'}"
