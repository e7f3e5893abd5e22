"""A text that a mentor wrote to several learners at once. A worker begins a thread with each of them."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cohorts.cohort.models import Cohort
from cohorts.threads.models import Comment
from curriculum.models import Topic
from exercises.models import Exercise
from lib.model_fields import RenderedNoteField
from lib.uids import UidModel, UidQuerySet


class GroupMessageQuerySet(UidQuerySet["GroupMessage"]):
    def unfinished(self) -> Self:
        """Select those that a worker must still send to somebody, or take back from somebody."""
        copies = GroupMessageCopy.objects.filter(message=OuterRef("pk"))
        return self.filter(
            Q(Exists(copies.filter(sent_at=None)), withdrawn_at=None) | Q(Exists(copies), withdrawn_at__isnull=False)
        )


class GroupMessage(UidModel):
    """What was sent is a thread with each learner. These rows go two days later."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="group_messages")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="group_messages")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    exercise = models.ForeignKey(Exercise, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(validators=[MaxLengthValidator(Comment.MAX_CHARS)], help_text="Markdown with LaTeX.")
    html = RenderedNoteField("text")
    written_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[GroupMessageQuerySet] = GroupMessageQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    def __str__(self) -> str:
        return self.text[:60]


class GroupMessageCopy(models.Model):
    """The comment of one learner's thread. Its uid is chosen before, so that a worker sends it once."""

    message = models.ForeignKey(GroupMessage, on_delete=models.CASCADE, related_name="copies")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="group_message_copies")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "group message copies"
        constraints = [models.UniqueConstraint(fields=["message", "learner"], name="one_copy_for_each_learner")]

    def __str__(self) -> str:
        return str(self.uid)
