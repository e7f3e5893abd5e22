"""The roadmap as JSON, for scripts and exports: ranges as `[low, high]`, null for missing values."""

from collections.abc import Iterable, Iterator
from typing import Any

from curriculum.documents.document import Document
from curriculum.documents.schema import HOURS

JSON = dict[str, Any]


def roadmap_tree(roadmap: Document) -> JSON:
    """All current nodes. Retired nodes and their descendants are left out."""
    phases = _current(roadmap, "phase")
    return {
        "uid": roadmap.uid,
        "title": roadmap.values["title"],
        "summary": roadmap.values["summary"] or None,
        "how_to_use": roadmap.body or None,
        "weeks": _figures(roadmap.values["weeks"]),
        "stars": [
            {"stars": level.values["stars"], "word": level.values["title"], "meaning": level.body}
            for level in _current(roadmap, "star")
        ],
        "sections": [_section(section) for section in _current(roadmap, "section")],
        "phases": [_phase(phase) for phase in phases],
        "tracks": [_node(track) for track in _current(roadmap, "track")],
        "assessments": [
            {"phase": phase.values["number"], **_questions(assessment)}
            for phase in phases
            for assessment in _current(phase, "assessment")
        ],
        "pace_profiles": [_node(pace) for pace in _current(roadmap, "pace")],
        "balance": roadmap.values["balance"],
        "balance_rule": roadmap.values["balance_rule"] or None,
        "resources": [_node(resource) for resource in _current(roadmap, "resource")],
        "advice": [
            {"kind": advice.kind.name, **_node(advice)} for advice in _current(roadmap, "tip", "strength", "gap")
        ],
    }


def _section(section: Document) -> JSON:
    return {**_node(section), "topics": [_whole_topic(topic) for topic in _current(section, "topic")]}


def _whole_topic(topic: Document) -> JSON:
    """A topic lists every practice task in it; each of its subtopics also lists its own."""
    tree = _topic(topic)
    return tree | {"practice": list(_practice(tree))}


def _practice(tree: JSON) -> Iterator[str]:
    yield from tree["practice"]
    for subtopic in tree["subtopics"]:
        yield from _practice(subtopic)


def _topic(topic: Document) -> JSON:
    return {**_node(topic), "subtopics": [_topic(subtopic) for subtopic in _current(topic, "subtopic")]}


def _phase(phase: Document) -> JSON:
    checkpoints = [_questions(checkpoint) for checkpoint in _current(phase, "checkpoint")]
    return {
        **_node(phase),
        "activities": [_node(activity) for activity in _current(phase, "activity")],
        "checkpoint": checkpoints[0] if checkpoints else None,
    }


def _questions(checkpoint: Document) -> JSON:
    return {**_node(checkpoint), "criteria": [_node(criterion) for criterion in _current(checkpoint, "criterion")]}


def _node(document: Document) -> JSON:
    """The node's own fields by their names in the content files, lists as lists, anything empty as null."""
    values: JSON = {}
    for name, field_type in document.kind.fields.items():
        value = document.values[name]
        if isinstance(value, tuple):
            values[name] = list(value)
        elif field_type is HOURS:
            values[name] = value and {
                "refresher": value.refresher.figures,
                "from_scratch": value.from_scratch.figures,
            }
        else:
            values[name] = _figures(value)
    del values["retired"]
    values.pop("successor", None)  # of retired nodes only, which are left out
    return values | {"body": document.body or None}


def _figures(value: Any) -> Any:
    """A range as two numbers, the second null if it is open, and null instead of an empty string."""
    if hasattr(value, "ends"):
        return [*value.figures, None][:2]
    return None if value == "" else value


def _current(document: Document, *kinds: str) -> Iterable[Document]:
    return [child for child in document.of_kind(*kinds) if not child.values["retired"]]
