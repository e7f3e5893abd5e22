"""A learner's notes."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from curriculum.models import Subtopic, Topic
from lib.model_fields import RenderedNoteField, version_of


class Note(models.Model):
    """A learner's own note on a topic or on one of its parts. Nobody else ever sees it."""

    MAX_CHARACTERS = 10_000

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notes")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="notes")
    subtopic = models.ForeignKey(Subtopic, null=True, blank=True, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(validators=[MaxLengthValidator(MAX_CHARACTERS)], help_text="Markdown with LaTeX.")
    html = RenderedNoteField("text")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "topic"], condition=Q(subtopic=None), name="one_note_for_each_topic"
            ),
            models.UniqueConstraint(fields=["learner", "subtopic"], name="one_note_for_each_subtopic"),
        ]

    def __str__(self) -> str:
        return f"Note on {self.subtopic or self.topic}"

    @property
    def of(self) -> Topic | Subtopic:
        return self.subtopic or self.topic

    @property
    def version(self) -> str:
        return version_of(self.text)
