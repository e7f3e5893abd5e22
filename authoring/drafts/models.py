"""A draft of a roadmap: the edits that admins have made and not published yet."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Max, Q
from django.utils import timezone

from authoring.drafts.nodes import NodeState
from authoring.versions.models import MAX_NOTE_CHARS, RoadmapVersion
from curriculum.models import Roadmap


class RoadmapDraftQuerySet(models.QuerySet["RoadmapDraft"]):
    def open(self) -> Self:
        return self.filter(closed_at=None, is_aside=False)

    def aside(self) -> Self:
        """Those with changes that wait until the open draft is published."""
        return self.filter(closed_at=None, is_aside=True)


class RoadmapDraft(models.Model):
    """At most one for each roadmap is open, and one set aside. All admins edit the open one."""

    roadmap = models.ForeignKey(Roadmap, on_delete=models.CASCADE, related_name="drafts")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    is_aside = models.BooleanField(default=False, db_default=False, help_text="It waits for the open draft.")
    version = models.OneToOneField(
        RoadmapVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="draft",
        help_text="What it was published as; empty for an open or discarded draft.",
    )  # fmt: skip
    impact = models.JSONField(default=dict, blank=True, help_text="What publishing it would mean for learners.")
    impact_revision = models.PositiveIntegerField(null=True, blank=True, help_text="The revision that was previewed.")

    objects: ClassVar[RoadmapDraftQuerySet] = RoadmapDraftQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["roadmap", "is_aside"], condition=Q(closed_at=None), name="one_open_draft_per_roadmap"
            ),
        )

    def __str__(self) -> str:
        return f"Draft of {self.roadmap}"

    @property
    def revision(self) -> int:
        """Grows with every edit."""
        newest: int | None = self.edits.aggregate(newest=Max("pk"))["newest"]
        return newest or 0

    def forget_impact(self) -> None:
        """Edits went or came that its revision doesn't count."""
        self.impact, self.impact_revision = {}, None
        self.save(update_fields=["impact", "impact_revision"])


class NodeEditQuerySet(models.QuerySet["NodeEdit"]):
    def newest_of_each_node(self) -> dict[str, "NodeEdit"]:
        """The edit that counts, by the node's uid. Call it on the edits of one draft."""
        return {edit.uid: edit for edit in self.order_by("revision")}


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

    objects: ClassVar[NodeEditQuerySet] = NodeEditQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

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
