"""The curriculum: a roadmap read as a reference (sections, topics) and walked as a way (phases, checkpoints)."""

from curriculum.models.base import ListItem, Node, NodeQuerySet, Stars
from curriculum.models.reference import ItemKind, Section, SectionItem, Subtopic, SubtopicItem, Topic, TopicItem
from curriculum.models.roadmap import Advice, PaceProfile, Resource, Roadmap, StarLevel, Track, TrackItem
from curriculum.models.version import CurriculumVersion, VersionedQuerySet
from curriculum.models.way import Activity, ActivityItem, Checkpoint, Criterion, Phase

__all__ = [
    "Activity",
    "ActivityItem",
    "Advice",
    "Checkpoint",
    "Criterion",
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
    "VersionedQuerySet",
]
