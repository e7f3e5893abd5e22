"""Replies that a mentor keeps for questions that come up again."""

from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models

from accounts.models import User
from accounts.names import NameField
from cohorts.threads.models import Comment
from lib.uids import UidModel, UidQuerySet


class SavedReplyQuerySet(UidQuerySet["SavedReply"]):
    def of(self, mentor: User) -> Self:
        """A mentor's own, the most used first."""
        return self.filter(mentor=mentor).order_by("-uses", "title", "pk")


class SavedReply(UidModel):
    """A reply of one mentor. The text may have placeholders, see `cohorts.saved_replies.actions`."""

    MAX_PER_MENTOR = 100

    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_replies")
    title = NameField(max_length=80)
    text = models.TextField(validators=[MaxLengthValidator(Comment.MAX_CHARS)], help_text="Markdown with LaTeX.")
    uses = models.PositiveIntegerField(default=0, help_text="How often it was inserted.")

    objects: ClassVar[SavedReplyQuerySet] = SavedReplyQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        verbose_name_plural = "saved replies"

    def __str__(self) -> str:
        return self.title
