"""The last steps on a roadmap that was read: topics or phases if there are none, numbers, uids and references."""

import re
from itertools import zip_longest

from curriculum.outlines.checkpoints import UNNAMED_CHECKPOINT
from curriculum.outlines.errors import OutlineError
from curriculum.outlines.nodes import EQUAL_SHARES, MAX_SLUG, OutlineNode, check_size, short_label, slug
from lib.durations import CountRange, Hours

COMMAS = re.compile(r"[,;+&]")
COMMAS_AND_ANDS = re.compile(r"[,;+&]|\band\b")
UNIT_WORD = re.compile(r"(?:section|chapter|module|unit|part|step|lesson|topic)s?\s{1,3}", re.IGNORECASE)
PREFIXES = {"pace": "pace", "track": "track", "tip": "tip", "strength": "strength", "gap": "gap"}


def _assign_uids(root: OutlineNode) -> None:
    """Give every node a unique uid, from its title and its topic or phase."""
    used_uids: set[str] = {root.uid}

    def assign(node: OutlineNode, owner: OutlineNode, parent: OutlineNode) -> None:
        node.uid = _first_free(_names(node, owner, parent), used_uids)
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
            node.uid = _first_free(_names(node, root, root), used_uids)
            used_uids.add(node.uid)
        else:
            assign(node, root, root)


def _names(node: OutlineNode, owner: OutlineNode, parent: OutlineNode) -> list[str]:
    """Names to try in turn, the shortest first."""
    name = slug(node.name or node.title, node.kind)
    match node.kind:
        case "phase":
            return [f"phase-{node.values['number']}"]
        case "checkpoint" | "assessment":
            return [f"{owner.uid}-{node.kind}"]
        case "star":
            return [f"stars-{node.values['stars']}"]
        case "section":
            return [name, f"section-{name}"]
        case "topic" | "resource":
            return [name]
        case kind if kind in PREFIXES:
            return [f"{PREFIXES[kind]}-{name}"]
    long_prefix = f"{owner.uid}.{slug(parent.name or parent.title, parent.kind)}"[:MAX_SLUG].strip("-.")
    return [f"{owner.uid}.{name}", f"{long_prefix}.{name}"]


def _first_free(names: list[str], used_uids: set[str]) -> str:
    for name in names:
        if name not in used_uids:
            return name
    number = 2
    while f"{names[0]}-{number}" in used_uids:
        number += 1
    return f"{names[0]}-{number}"


def finish(roadmap: OutlineNode) -> None:
    """Complete a roadmap so that it can be loaded.

    Raises:
        OutlineError: it has too many nodes, or neither a topic nor a phase.
    """
    _remove_empty(roadmap)
    nodes = list(roadmap.walk())
    if not any(node.kind == "topic" for node in nodes):
        _add_topics(roadmap)
    elif not any(node.kind == "activity" for node in nodes):
        _add_phases(roadmap)
    else:
        _write_spans(nodes)
    nodes = list(roadmap.walk())
    check_size(nodes)
    if not any(node.kind in ("topic", "phase") for node in nodes):
        raise OutlineError("No topics were found. Use headings for topics, or a list.")
    roadmap.uid = roadmap.uid or slug(roadmap.name or roadmap.title, "roadmap")
    roadmap.values.setdefault("balance", dict(EQUAL_SHARES))
    codes = _codes(nodes)
    _number(roadmap)
    _assign_uids(roadmap)
    _refer(roadmap, codes)
    _name_checkpoints(roadmap)


def _name_checkpoints(roadmap: OutlineNode) -> None:
    """Give those that the file just calls “Checkpoint” a title of their own. Their uids don't depend on it."""
    phases = roadmap.of_kind("phase")
    for phase, following in zip_longest(phases, phases[1:]):
        for checkpoint in phase.of_kind("checkpoint"):
            if checkpoint.title == UNNAMED_CHECKPOINT:
                is_last = following is None
                number = (phase if is_last else following).values["number"]
                checkpoint.values["title"] = f"Finished phase {number}?" if is_last else f"Ready for phase {number}?"


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


def _add_phases(roadmap: OutlineNode) -> None:
    """Make a phase of each section and an activity of each of its topics, so that there is an order to study in."""
    numbers = {phase.values["number"] for phase in roadmap.of_kind("phase")}
    for section in roadmap.of_kind("section"):
        topics = section.of_kind("topic")
        if not topics:
            continue
        phase = roadmap.add("phase", section.title, section.line, label=short_label(section.title))
        phase.values["number"] = number = max(numbers, default=0) + 1
        numbers.add(number)
        if section.span and section.span.last:
            weeks = section.span.last - section.span.first + 1
            phase.put("weeks", CountRange(weeks, weeks))
        for topic in topics:
            activity = phase.add("activity", topic.title, topic.line, weeks=topic.span or section.span)
            activity.values["topics"] = [topic]
        phase.children += section.of_kind("checkpoint")
        section.children = topics


def _write_spans(nodes: list[OutlineNode]) -> None:
    """Write weeks of sections and topics into their texts, because there is another schedule."""
    for node in nodes:
        if node.span:
            node.write(f"{str(node.span).capitalize()}.")


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


def _codes(nodes: list[OutlineNode]) -> dict[str, list[OutlineNode]]:
    """Topics by their numbers in the source, and those of each section by its number."""
    numbered = [node for node in nodes if node.kind in ("section", "topic") and node.values.get("number")]
    return {str(node.values["number"]).casefold(): _topics_of(node) for node in numbered}


def _topics_of(node: OutlineNode) -> list[OutlineNode]:
    return [node] if node.kind == "topic" else node.of_kind("topic")


def _refer(roadmap: OutlineNode, codes: dict[str, list[OutlineNode]]) -> None:
    """Turn references into uids. An activity refers to the topics or sections whose titles or codes it consists of."""
    sections = roadmap.of_kind("section")
    nodes = [*sections, *(topic for section in sections for topic in section.of_kind("topic"))]
    titles = {slug(node.title, "topic"): _topics_of(node) for node in nodes}

    def named(text: str) -> list[OutlineNode]:
        return titles.get(slug(text, "topic")) or codes.get(UNIT_WORD.sub("", text.strip()).casefold()) or []

    for node in roadmap.walk():
        if node.kind == "activity" and "topics" not in node.values:
            readings = ([node.title], COMMAS.split(node.title), COMMAS_AND_ANDS.split(node.title))
            for texts in readings:
                parts = [named(text) for text in texts]
                if all(parts):
                    node.values["topics"] = [topic for topics in parts for topic in topics]
                    break
            topics = [codes.get(UNIT_WORD.sub("", text.strip()).casefold(), []) for text in COMMAS.split(node.title)]
            if all(len(targets) == 1 for targets in topics):
                node.values["title"] = ", ".join(targets[0].title for targets in topics)[:120]
        for name in ("topics", "resources"):
            if name in node.values:
                node.values[name] = sorted({target.uid for target in node.values[name]})
