"""Sections: headings over topics, over a list of topics, or over what to skip."""

import re

from curriculum.outlines import figures
from curriculum.outlines.blocks import BlockRole, OutlineBlock, Rank
from curriculum.outlines.checkpoints import is_checkpoint
from curriculum.outlines.field_lines import append_item, read_fields
from curriculum.outlines.nodes import OutlineNode
from curriculum.outlines.report import Context
from curriculum.outlines.resources import Shelf, read_resource
from curriculum.outlines.titles import Title, plain, read_title
from curriculum.outlines.topics import (
    NO_PLACEMENT,
    ONLY_LINK,
    add_topic,
    is_list,
    is_short,
    read_label,
    read_topic,
    read_topic_content,
)
from curriculum.outlines.vocabulary import FIELDS, PHASE, matches, region_named

SKIP_SECTION = re.compile(r"\b(?:skip|leave out|not needed|unnecessary|avoid|out of scope)\b", re.IGNORECASE)


def read_section(context: Context, block: OutlineBlock) -> None:
    """A heading over topics; over a list of topics; or one that is a topic itself."""
    title = read_title(block.text)
    section = context.roadmap.add(
        "section", title.title or plain(block.text), block.line.number, number=title.number, note=title.remark,
    )  # fmt: skip
    section.put("hours", title.hours)
    section.span = title.span
    if title.weeks:
        section.write(f"Takes {title.weeks} weeks.")
    context.claim(block, "section", section)
    if SKIP_SECTION.search(title.title):
        _read_skips(context, block, section)
    elif has_topics(block):
        _read_section_with_topics(context, block, section, title)
    elif is_topic(block):
        read_topic_content(context, block, add_topic(section, block, title))
        section.values.pop("hours", None)
    else:
        _read_section_of_items(context, block, section, title)


def has_topics(block: OutlineBlock) -> bool:
    return any(
        child.role is BlockRole.HEADING and not is_list(child) and not is_checkpoint(child) for child in block.children
    )


def is_special(block: OutlineBlock) -> bool:
    """Whether a heading is neither a section nor a topic: a phase, weeks, a checkpoint, or a region such as tips."""
    text = plain(block.text)
    region = region_named(read_title(block.text).title)
    return bool(region or PHASE.match(text) or figures.read_span(text).value) or is_checkpoint(block)


def is_topic(block: OutlineBlock) -> bool:
    """Whether a heading without headings under it is a topic: it has stars, or labels such as "Subtopics:"."""
    title = read_title(block.text)
    if title.stars or title.hours:
        topics = [item for item in block.items if read_title(item.text).hours]
        return not topics or len(topics) * 2 < len(block.items)
    labels = [child for child in block.children if child.role in (BlockRole.LABEL, BlockRole.HEADING)]
    lines = [child.text for child in block.children if child.role is BlockRole.TEXT]
    keys = [plain(text.split(":")[0]) for text in lines if ":" in text]
    return any(is_list(label) or label.rank is Rank.NODE for label in labels) or any(
        matches(FIELDS[name], key) for key in keys for name in ("depth", "why", "stars", "hours")
    )


def _read_section_with_topics(context: Context, block: OutlineBlock, section: OutlineNode, title: Title) -> None:
    _note_stars(section, title)
    for child in block.children:
        if is_checkpoint(child):
            context.checkpoints.append(child)
        elif child.role is BlockRole.HEADING and not is_list(child):
            read_topic(context, child, section)
        elif child.role in (BlockRole.LABEL, BlockRole.HEADING):
            read_label(context, child, section, NO_PLACEMENT)
        elif not read_fields(context, child, section):
            context.keep(child, section)


def _note_stars(section: OutlineNode, title: Title) -> None:
    """Topics have stars, sections don't."""
    if title.stars:
        section.put("note", f"{title.stars} of 5 stars")


def _read_section_of_items(context: Context, block: OutlineBlock, section: OutlineNode, title: Title) -> None:
    _note_stars(section, title)
    for child in block.children:
        if is_checkpoint(child):
            context.checkpoints.append(child)
        elif child.role is BlockRole.ITEM and ONLY_LINK.fullmatch(child.text) and not child.children:
            read_resource(context, child, Shelf(section.title))
        elif (child.role is BlockRole.ITEM and is_short(child)) or (child.role is BlockRole.LABEL and child.items):
            read_topic(context, child, section)
        elif not read_fields(context, child, section):
            context.keep(child, section)


def is_entry(block: OutlineBlock) -> bool:
    """Whether a block is an item of a list, and not only a link."""
    return block.role is BlockRole.ITEM and not (ONLY_LINK.fullmatch(block.text) and not block.children)


def _read_skips(context: Context, block: OutlineBlock, section: OutlineNode) -> None:
    for child in block.children:
        if child.role is BlockRole.ITEM:
            append_item(context, child, section, "skip")
        elif child.role in (BlockRole.HEADING, BlockRole.LABEL):
            context.claim(child, "label", section)
            _read_skips(context, child, section)
        else:
            context.keep(child, section)
