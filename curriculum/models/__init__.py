"""The curriculum: a roadmap as a reference (sections, topics) and as a path (phases, checkpoints)."""

from curriculum.models.base import ListItem, Node, NodeQuerySet, Stars
from curriculum.models.phases import (
    Activity,
    ActivityItem,
    Checkpoint,
    CheckpointKind,
    Criterion,
    CriterionWording,
    Phase,
)
from curriculum.models.roadmap import (
    Advice,
    AdviceKind,
    PaceProfile,
    Resource,
    Roadmap,
    StarLevel,
    Track,
    TrackItem,
    TrackItemKind,
)
from curriculum.models.topics import ItemKind, Section, SectionItem, Subtopic, SubtopicItem, Topic, TopicItem
from curriculum.models.version import CurriculumVersion, VersionedQuerySet

__all__ = [
    "Activity",
    "ActivityItem",
    "Advice",
    "AdviceKind",
    "Checkpoint",
    "CheckpointKind",
    "Criterion",
    "CriterionWording",
    "CurriculumVersion",
    "ItemKind",
    "ListItem",
    "Node",
    "NodeQuerySet",
    "PaceProfile",
    "Phase",
    "Resource",
    "Roadmap",
    "Section",
    "SectionItem",
    "StarLevel",
    "Stars",
    "Subtopic",
    "SubtopicItem",
    "Topic",
    "TopicItem",
    "Track",
    "TrackItem",
    "TrackItemKind",
    "VersionedQuerySet",
]
