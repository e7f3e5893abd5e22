"""Drafts of a roadmap, the edits in them, and the versions that were published."""

from authoring.models.draft import NodeEdit, NodeEditQuerySet, RoadmapDraft, RoadmapDraftQuerySet
from authoring.models.version import RoadmapVersion

__all__ = ["NodeEdit", "NodeEditQuerySet", "RoadmapDraft", "RoadmapDraftQuerySet", "RoadmapVersion"]
