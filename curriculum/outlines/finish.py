"""The last steps on a roadmap that was read: topics for phases without any, numbers, uids and references."""

from curriculum.outlines.errors import OutlineError
from curriculum.outlines.nodes import EQUAL_SHARES, MAX_NODES, OutlineNode, slug
from lib.durations import Hours

PREFIXES = {"pace": "pace", "track": "track", "tip": "tip", "strength": "strength", "gap": "gap"}


def _assign_uids(root: OutlineNode, prefix: str) -> None:
    """Give every node a unique uid, from its title and its topic or phase."""
    used_uids: set[str] = {root.uid}
    uid_prefix = f"{prefix}." if prefix else ""

    def assign(node: OutlineNode, owner: OutlineNode, parent: OutlineNode) -> None:
        node.uid = _first_free([f"{uid_prefix}{name}" for name in _names(node, owner, parent, uid_prefix)], used_uids)
        used_uids.add(node.uid)
        inner = node if node.kind in ("topic", "phase") else owner
        for child in node.children:
            assign(child, inner, node)

    # Topics first: their uids are what learners' progress refers to most.
    topics = [child for section in root.of_kind("section") for child in section.of_kind("topic")]
    for topic in topics:
        assign(topic, root, root)
    for node in root.children:
        if node.kind == "section":
            node.uid = _first_free([f"{uid_prefix}{name}" for name in _names(node, root, root, uid_prefix)], used_uids)
            used_uids.add(node.uid)
        else:
            assign(node, root, root)


def _names(node: OutlineNode, owner: OutlineNode, parent: OutlineNode, uid_prefix: str) -> list[str]:
    """Names to try in turn, the shortest first."""
    name = slug(node.name or node.title, node.kind)
    within = owner.uid.removeprefix(uid_prefix)
    match node.kind:
        case "phase":
            return [f"phase-{node.values['number']}"]
        case "checkpoint" | "assessment":
            return [f"{within}-{node.kind}"]
        case "star":
            return [f"stars-{node.values['stars']}"]
        case "section":
            return [name, f"section-{name}"]
        case "topic" | "resource":
            return [name]
        case kind if kind in PREFIXES:
            return [f"{PREFIXES[kind]}-{name}"]
    long_prefix = f"{within}.{slug(parent.name or parent.title, parent.kind)}"[:60].strip("-.")
    return [f"{within}.{name}", f"{long_prefix}.{name}"]


def _first_free(names: list[str], used_uids: set[str]) -> str:
    for name in names:
        if name not in used_uids:
            return name
    number = 2
    while f"{names[0]}-{number}" in used_uids:
        number += 1
    return f"{names[0]}-{number}"


def finish(roadmap: OutlineNode, *, prefix: str) -> None:
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
    _assign_uids(roadmap, prefix)
    _refer(roadmap)


def _remove_empty(roadmap: OutlineNode) -> None:
    """Remove checkpoints without questions."""
    for phase in roadmap.of_kind("phase"):
        for child in phase.of_kind("checkpoint", "assessment"):
            if not child.children:
                phase.write(*child.body)
                phase.children.remove(child)


def _add_topics(roadmap: OutlineNode) -> None:
    """Make a section of each phase and topics of its activities, so that learners can mark them."""
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
    """Keep the numbers of the source if all of them are there and differ; else number by position."""
    sections = roadmap.of_kind("section")
    numbers = [str(section.values.get("number", "")) for section in sections]
    if len(set(numbers)) < len(numbers) or not all(number.isdecimal() for number in numbers):
        numbers = [str(position) for position in range(1, len(sections) + 1)]
    for section, number in zip(sections, numbers, strict=True):
        section.values["number"] = number
        topics = section.of_kind("topic")
        topic_numbers = [str(topic.values.get("number", "")) for topic in topics]
        if len(set(topic_numbers)) < len(topic_numbers) or not all(
            text.startswith(f"{number}.") for text in topic_numbers
        ):
            topic_numbers = [f"{number}.{position}" for position in range(1, len(topics) + 1)]
        for topic, text in zip(topics, topic_numbers, strict=True):
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
