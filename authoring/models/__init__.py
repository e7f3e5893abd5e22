"""Drafts of a roadmap, the edits in them, its versions, what learners report as wrong, and links."""

from authoring.models.draft import NodeEdit, NodeEditQuerySet, RoadmapDraft, RoadmapDraftQuerySet
from authoring.models.fault import FaultKind, FaultReport, FaultReportQuerySet, FaultState
from authoring.models.link import ExternalLink, ExternalLinkQuerySet, LinkState
from authoring.models.version import RoadmapVersion

__all__ = [
    "ExternalLink",
    "ExternalLinkQuerySet",
    "FaultKind",
    "FaultReport",
    "FaultReportQuerySet",
    "FaultState",
    "LinkState",
    "NodeEdit",
    "NodeEditQuerySet",
    "RoadmapDraft",
    "RoadmapDraftQuerySet",
    "RoadmapVersion",
]
