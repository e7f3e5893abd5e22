"""A draft of a roadmap: the edits that admins have made and not published yet."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from authoring.drafts.nodes import NodeState
from authoring.versions.models import MAX_NOTE_CHARS, RoadmapVersion
from curriculum.models import Roadmap


class RoadmapDraftQuerySet(models.QuerySet["RoadmapDraft"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)


class RoadmapDraft(models.Model):
    """At most one for each roadmap is open, and all admins edit it. One that was published has the edits that were."""

    roadmap = models.ForeignKey(Roadmap, on_delete=models.CASCADE, related_name="drafts")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.OneToOneField(
        RoadmapVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="draft",
        help_text="What it was published as; empty for an open or discarded draft.",
    )  # fmt: skip

    objects: ClassVar[RoadmapDraftQuerySet] = RoadmapDraftQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["roadmap"], condition=Q(closed_at=None), name="one_open_draft_per_roadmap"),
        )

    def __str__(self) -> str:
        return f"Draft of {self.roadmap}"


class DraftPreview(models.Model):
    """What publishing a selection of a draft's changes would mean for learners. The draft's newest few are kept."""

    MAX_KEPT = 20

    draft = models.ForeignKey(RoadmapDraft, on_delete=models.CASCADE, related_name="previews")
    state = models.CharField(max_length=80, help_text="What would change, and in which roadmap: `DraftContent.state`.")
    impact = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["draft", "state"], name="one_preview_of_each_state"),)

    def __str__(self) -> str:
        return f"Preview of {self.draft}"


class NodeEdit(models.Model):
    """A node as an admin left it. Edits are only ever added: undoing one adds another."""

    draft = models.ForeignKey(RoadmapDraft, on_delete=models.CASCADE, related_name="edits")
    uid = models.CharField(max_length=120, help_text="The node's.")
    revision = models.PositiveIntegerField(help_text="Counts the edits of this node in this draft, from 1.")
    state = models.JSONField(null=True, help_text="The whole node. Null: as it is published, or not there.")
    base_digest = models.CharField(
        max_length=64, blank=True, help_text="Of the published node that was edited; empty for a new one."
    )
    batch = models.UUIDField(default=uuid.uuid4, help_text="Shared by the edits of one operation.")
    made_at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=MAX_NOTE_CHARS, blank=True)
    action = models.CharField(max_length=120, help_text="What was done, as “Moved Calculus”.")

    class Meta:
        ordering = ("-pk",)
        constraints = (
            # Two admins who save the same revision: the second one's insert fails, and they see both texts.
            models.UniqueConstraint(fields=["draft", "uid", "revision"], name="one_edit_for_each_revision"),
        )

    def __str__(self) -> str:
        return self.action

    @property
    def node(self) -> NodeState | None:
        return NodeState.from_json(self.state) if self.state else None
