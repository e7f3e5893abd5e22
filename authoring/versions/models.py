"""Published versions of a roadmap."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import User
from authoring.impact.rules import LearnerImpact
from curriculum.documents.document import Document
from curriculum.documents.json import read_document_json
from curriculum.models import Roadmap

MAX_NOTE_CHARS = 300


class RoadmapVersion(models.Model):
    """A roadmap as it was published. Rows are never changed, so any of them can be published again."""

    roadmap = models.ForeignKey(Roadmap, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(help_text="Counts from 1 in each roadmap.")
    content = models.JSONField(help_text="All nodes, as curriculum.documents.json writes them.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content.")
    note = models.CharField(max_length=MAX_NOTE_CHARS, blank=True, help_text="Why it was published.")
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changes = models.JSONField(default=list, help_text="What differs from the version before.")
    told_at = models.DateTimeField(null=True, blank=True, help_text="When learners had been told of it.")
    impact = models.JSONField(default=dict, blank=True, help_text="What the preview said it means for learners.")
    new_marks = models.JSONField(
        default=list, blank=True, help_text="Until learners have been told: what publishing did to their marks."
    )

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["roadmap", "number"], name="one_version_of_each_number"),)

    def __str__(self) -> str:
        return f"{self.roadmap}, version {self.number}"

    def impact_on(self, learner: User | None) -> LearnerImpact | None:
        """What it meant for one learner. The others' rows, which may be many thousand, stay unread."""
        rows = self.impact.get("rows", ()) if learner else ()
        return next((LearnerImpact.from_json(row) for row in rows if learner and row["learner"] == learner.pk), None)

    @property
    def document(self) -> Document:
        return read_document_json(self.content)
