"""Topics and subtopics."""

import re
from dataclasses import dataclass

from curriculum.documents.schema import KINDS
from curriculum.outlines.blocks import BlockRole, OutlineBlock, Rank
from curriculum.outlines.checkpoints import is_checkpoint
from curriculum.outlines.field_lines import MAX_NOTE, append_item, is_wholly_bold, read_fields
from curriculum.outlines.lines import Sort
from curriculum.outlines.nodes import MAX_SUBTOPIC_DEPTH, OutlineNode
from curriculum.outlines.report import Context
from curriculum.outlines.resources import Shelf, add_resource, read_resource, read_resources
from curriculum.outlines.titles import BOLD, Title, plain, read_title
from curriculum.outlines.vocabulary import MUST_KNOW, PART, PARTS, RESOURCES, list_named, matches

MAX_PART = 90  # characters of a bullet that is a part of a topic rather than a remark about it
ONLY_LINK = re.compile(r"(?:\W|\w{1,12}:\s)*\[[^\[\]]+\]\([^()]+\)[^.]{0,80}")


@dataclass(frozen=True, slots=True)
class Placement:
    """The context of parts: the part of the topic, the note of each, and whether plain bullets are parts."""

    part: str = ""
    note: str = ""
    plain_parts: bool = False


NO_PLACEMENT = Placement()


def is_list(block: OutlineBlock) -> bool:
    """Whether a label or heading stands for a list of its topic rather than for a part of it."""
    title = read_title(block.text).title
    return any(matches(pattern, title) for pattern in (RESOURCES, PARTS, MUST_KNOW)) or list_named(title) is not None


def read_topic(context: Context, block: OutlineBlock, section: OutlineNode) -> None:
    """A heading or an item that is a topic."""
    title = read_title(block.text, has_description=block.role is BlockRole.ITEM)
    topic = add_topic(section, block, title)
    context.claim(block, "topic", topic)
    _add_link(context, block, title, topic)
    read_topic_content(context, block, topic)


def add_topic(section: OutlineNode, block: OutlineBlock, title: Title) -> OutlineNode:
    topic = section.add(
        "topic", title.title or plain(block.text), block.line.number, number=title.number, note=title.remark,
        stars=title.stars, hours=title.hours,
    )  # fmt: skip
    topic.span = title.span
    if title.weeks:
        topic.write(f"Takes {title.weeks} weeks.")
    if title.description:
        topic.write(title.description)
    return topic


def _add_link(context: Context, block: OutlineBlock, title: Title, topic: OutlineNode) -> None:
    if title.url:
        add_resource(context, block, f"[{title.title}]({title.url})", Shelf(topic.title, owner=topic))


def read_topic_content(context: Context, block: OutlineBlock, topic: OutlineNode) -> None:
    """Bullets right under a topic are its parts if all of them are short and nothing else could be."""
    others = any(
        (child.role is BlockRole.HEADING and not is_list(child) and not is_checkpoint(child))
        or (
            child.role is BlockRole.LABEL
            and (child.rank is not Rank.LIST or any(_is_starred(item) for item in child.items))
        )
        for child in block.children
    )
    placement = Placement(plain_parts=not others and all(is_short(item) for item in block.items))
    _read_content(context, block, topic, placement)


def is_short(block: OutlineBlock) -> bool:
    """Whether an item is a title, with or without a description, rather than a sentence."""
    title = read_title(block.text, has_description=True)
    return len(title.title) <= MAX_PART and not title.title.endswith((".", "!", ";"))


def _read_content(context: Context, block: OutlineBlock, node: OutlineNode, placement: Placement) -> None:
    for child in block.children:
        if child.role is not BlockRole.ITEM and is_checkpoint(child):
            context.checkpoints.append(child)
        elif child.role is BlockRole.HEADING and not is_list(child):
            read_subtopic(context, child, node, Placement(placement.part))
        elif child.role in (BlockRole.LABEL, BlockRole.HEADING):
            read_label(context, child, node, placement)
        elif child.role is BlockRole.ITEM:
            _read_item(context, child, node, placement)
        else:
            _read_text(context, child, node)


def _read_text(context: Context, block: OutlineBlock, node: OutlineNode) -> None:
    text = plain(block.text)
    if read_fields(context, block, node):
        return
    if is_wholly_bold(block.text) and text.casefold().startswith("skip if") and "skip_if" in KINDS[node.kind].fields:
        node.put("skip_if", text)
        context.claim(block, "skip_if", node)
    elif is_wholly_bold(block.text) and len(text) <= MAX_NOTE and not node.values.get("note") and not node.children:
        node.put("note", text)
        context.claim(block, "note", node)
    else:
        context.keep(block, node)


def _read_item(context: Context, block: OutlineBlock, node: OutlineNode, placement: Placement) -> None:
    is_step = block.line.sort is Sort.NUMBERED and node.kind == "topic"
    if _is_starred(block):
        read_subtopic(context, block, node, placement)
    elif read_fields(context, block, node):
        return
    elif ONLY_LINK.fullmatch(block.text) and not block.children and not is_step:
        read_resource(context, block, Shelf(_area(node), owner=node))
    elif placement.plain_parts or (is_step and (BOLD.match(block.text) or block.children) and is_short(block)):
        read_subtopic(context, block, node, placement)
    elif list_named(plain(block.text)) in KINDS[node.kind].fields and block.children:
        _read_list(context, block, node, str(list_named(plain(block.text))))
    else:
        context.keep(block, node)


def _is_starred(block: OutlineBlock) -> bool:
    return read_title(block.text).stars is not None


def read_subtopic(context: Context, block: OutlineBlock, parent: OutlineNode, placement: Placement) -> None:
    """An item, label or heading that is part of a topic. Below the fifth level they are text."""
    if parent.depth >= MAX_SUBTOPIC_DEPTH:
        context.keep(block, parent)
        return
    title = read_title(block.text, has_description=block.role is BlockRole.ITEM)
    node = parent.add(
        "subtopic", title.title or plain(block.text), block.line.number, stars=title.stars, hours=title.hours,
        note=title.remark or placement.note, part=placement.part if parent.kind == "topic" else "",
    )  # fmt: skip
    context.claim(block, "subtopic", node)
    if title.description:
        node.write(title.description)
    _add_link(context, block, title, node)
    if block.role is BlockRole.LABEL and (name := list_named(title.title)):
        _read_list(context, block, node, name)
    else:
        _read_content(
            context, block, node, Placement(plain_parts=placement.plain_parts and block.role is BlockRole.ITEM)
        )


def read_label(context: Context, block: OutlineBlock, node: OutlineNode, placement: Placement) -> None:
    title = read_title(block.text).title
    has_nodes = any(_is_starred(item) for item in block.items)
    name = list_named(title)
    if block.role is BlockRole.LABEL and block.rank is Rank.NODE:
        read_subtopic(context, block, node, placement)
    elif PART.match(plain(block.text)) and node.kind == "topic":
        context.claim(block, "part", node)
        _read_content(context, block, node, Placement(part=plain(block.text)[:120]))
    elif has_nodes and node.kind == "topic":
        _read_nodes(context, block, node, placement)
    elif matches(RESOURCES, title):
        context.claim(block, "label", node)
        read_resources(context, block, Shelf(_area(node), owner=node))
    elif node.kind == "topic" and (matches(MUST_KNOW, title) or matches(PARTS, title)) and not node.children:
        context.claim(block, "label", node)
        _read_content(context, block, node, Placement(part=placement.part, plain_parts=True))
    elif name in KINDS[node.kind].fields:
        _read_list(context, block, node, str(name))
    else:
        _read_remark(context, block, node)


def _read_nodes(context: Context, block: OutlineBlock, node: OutlineNode, placement: Placement) -> None:
    """A label over starred items: a word for them ("Core subtopics"), a note for each, or a subtopic over them."""
    title = read_title(block.text)
    if matches(PARTS, title.title) or any(item.line.sort is Sort.NUMBERED for item in block.items):
        is_word = matches(PARTS, title.title)
        note = title.remark if is_word else title.title if list_named(title.title) else ""
        part = "" if note or is_word else title.title
        context.claim(block, "note" if note else "part" if part else "label", node)
        _read_content(context, block, node, Placement(part=placement.part or part, note=note))
    else:
        read_subtopic(context, block, node, placement)


def _read_list(context: Context, block: OutlineBlock, node: OutlineNode, name: str) -> None:
    context.claim(block, "label", node)
    for child in block.children:
        if child.role is BlockRole.ITEM:
            append_item(context, child, node, name)
        elif child.line.sort is Sort.TEXT and child.role is BlockRole.TEXT:
            if not read_fields(context, child, node):
                append_item(context, child, node, name)
        elif child.role is BlockRole.LABEL:
            read_label(context, child, node, NO_PLACEMENT)
        else:
            context.keep(child, node)


def _read_remark(context: Context, block: OutlineBlock, node: OutlineNode) -> None:
    """A label that we don't know stays in the body with all under it, but for fields such as "Practice:"."""
    for part in block.walk():
        is_line = part is not block and not part.children and part.role is not BlockRole.LABEL
        if is_line and part.line.sort is not Sort.CODE and part.line.indent <= block.line.indent:
            read_fields(context, part, node)
    context.keep(block, node)


def _area(node: OutlineNode) -> str:
    return node.title if node.kind in ("section", "topic") else "Resources"
