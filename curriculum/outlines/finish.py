"""The last steps on a roadmap that was read: topics for phases without any, numbers, uids and references."""

from curriculum.outlines.errors import OutlineError
from curriculum.outlines.nodes import EQUAL_SHARES, MAX_NODES, OutlineNode, slug
from curriculum.outlines.uids import assign_uids
from lib.ranges import Hours


def finish(roadmap: OutlineNode, *, prefix: str = "") -> None:
    """Complete a roadmap so that it can be loaded.

    Raises:
        OutlineError: it has too many nodes, or neither a topic nor a phase.
    """
    _remove_empty(roadmap)
    nodes = list(roadmap.walk())
    if not any(node.kind == "topic" for node in nodes):
        _add_topics(roadmap)
        nodes = list(roadmap.walk())
    if len(nodes) > MAX_NODES:
        raise OutlineError(
            f"There would be {len(nodes):,} parts. Split the file: at most {MAX_NODES:,} are possible.",
            nodes[MAX_NODES].line,
        )
    if not any(node.kind in ("topic", "phase") for node in nodes):
        raise OutlineError("No topics were found. Use headings for topics, or a list.")
    roadmap.uid = roadmap.uid or slug(roadmap.name or roadmap.title, "roadmap")
    roadmap.values.setdefault("balance", dict(EQUAL_SHARES))
    _number(roadmap)
    assign_uids(roadmap, prefix=prefix)
    _refer(roadmap)


def _remove_empty(roadmap: OutlineNode) -> None:
    """A checkpoint without questions is none."""
    for phase in roadmap.of_kind("phase"):
        for child in phase.of_kind("checkpoint", "assessment"):
            if not child.children:
                phase.write(*child.body)
                phase.children.remove(child)


def _add_topics(roadmap: OutlineNode) -> None:
    """A roadmap of phases only: each is a section too, and its activities are topics, which learners can mark."""
    for phase in roadmap.of_kind("phase"):
        section = roadmap.add("section", phase.title, phase.line)
        for activity in phase.of_kind("activity"):
            topic = section.add("topic", activity.title, activity.line)
            if activity.stars:
                topic.put("stars", activity.stars)
            if hours := activity.values.get("hours"):
                topic.put("hours", Hours(hours, hours))
            activity.values["topics"] = [topic]


def _number(roadmap: OutlineNode) -> None:
    """The numbers of the source if all of them are there and differ, else by position."""
    sections = roadmap.of_kind("section")
    numbers = [str(section.values.get("number", "")) for section in sections]
    if len(set(numbers)) < len(numbers) or not all(number.isdecimal() for number in numbers):
        numbers = [str(position) for position in range(1, len(sections) + 1)]
    for section, number in zip(sections, numbers, strict=True):
        section.values["number"] = number
        topics = section.of_kind("topic")
        theirs = [str(topic.values.get("number", "")) for topic in topics]
        if len(set(theirs)) < len(theirs) or not all(text.startswith(f"{number}.") for text in theirs):
            theirs = [f"{number}.{position}" for position in range(1, len(topics) + 1)]
        for topic, text in zip(topics, theirs, strict=True):
            topic.values["number"] = text


def _refer(roadmap: OutlineNode) -> None:
    """Turn references into uids. An activity refers to the topic with its title."""
    topics = {slug(node.title, "topic"): node.uid for node in roadmap.walk() if node.kind == "topic"}
    for node in roadmap.walk():
        for name in ("topics", "resources"):
            if name in node.values:
                node.values[name] = sorted({target.uid for target in node.values[name]})
        if node.kind == "activity" and "topics" not in node.values and (uid := topics.get(slug(node.title, "topic"))):
            node.values["topics"] = [uid]
