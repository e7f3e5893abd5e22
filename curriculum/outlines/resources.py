"""Courses, books, papers and links, in a region of their own or under a topic."""

import re
from dataclasses import dataclass

from curriculum.outlines.blocks import BlockRole, OutlineBlock
from curriculum.outlines.field_lines import append_item
from curriculum.outlines.lines import Sort
from curriculum.outlines.nodes import OutlineNode
from curriculum.outlines.report import Context
from curriculum.outlines.titles import BARE_URL, LINK, plain, read_title, split_description
from curriculum.outlines.vocabulary import medium_of, mentions_medium

QUOTE = re.compile(r"[\"“„«](?P<title>[^\"“”„«»]{2,150})[\"”»]")
COMMA = re.compile(r",\s+(?![^()]{0,200}\))")
VERB = re.compile(r"(?:watch|read|take|see|follow|do|course|book|video|paper|blog|docs?)\s?:\s*", re.IGNORECASE)
DEFAULT_LABEL = {"watching": "Video", "reading": "Text", "coding": "Practice"}


@dataclass(frozen=True, slots=True)
class Shelf:
    """The owner of resources: an area, a label, and the node (a topic or an activity) that they are for."""

    area: str
    label: str = ""
    owner: OutlineNode | None = None


def read_resources(context: Context, block: OutlineBlock, shelf: Shelf) -> None:
    """Read everything under a heading or label as resources."""
    for child in block.children:
        title = plain(child.text)
        if child.role in (BlockRole.HEADING, BlockRole.LABEL):
            context.claim(child, "area of resources")
            read_resources(context, child, Shelf(title, shelf.label, shelf.owner))
        elif child.role is BlockRole.ITEM and _is_step(child, shelf):
            append_item(context, child, shelf.owner or context.roadmap, "items")
        elif child.role is BlockRole.ITEM or (
            child.line.sort is Sort.TEXT and (LINK.search(child.text) or BARE_URL.search(child.text))
        ):
            read_resource(context, child, shelf)
        else:
            context.keep(child, shelf.owner)


def _is_step(block: OutlineBlock, shelf: Shelf) -> bool:
    """Whether an item among the resources of an activity is something to do."""
    is_source = any(pattern.search(block.text) for pattern in (LINK, BARE_URL, QUOTE)) or mentions_medium(block.text)
    return shelf.owner is not None and shelf.owner.kind == "activity" and not is_source


def read_resource(context: Context, block: OutlineBlock, shelf: Shelf) -> None:
    """One item: a resource, several after a label ("Calculus: a, b"), or a label over nested ones."""
    if block.children and all(child.role is BlockRole.ITEM for child in block.children) and not LINK.search(block.text):
        label = plain(block.text)
        context.claim(block, "label of resources")
        read_resources(context, block, Shelf(shelf.area, label, shelf.owner))
        return
    name, rest = split_description(VERB.sub("", block.text, count=1))
    has_label = bool(rest) and not LINK.search(name) and not QUOTE.search(name) and not BARE_URL.search(name)
    text = rest if has_label else block.text
    texts = [text] if LINK.search(text) or QUOTE.match(text) or not has_label else COMMA.split(text)
    label = plain(name) if has_label else shelf.label
    resources = [add_resource(context, block, text, Shelf(shelf.area, label, shelf.owner)) for text in texts if text]
    context.claim(block, "resource", resources[0])
    for child in block.children:
        context.keep(child, resources[-1])


def add_resource(context: Context, block: OutlineBlock, text: str, shelf: Shelf) -> OutlineNode:
    """A resource of the roadmap from one text, which may contain a link or a title in quotation marks."""
    medium = medium_of(f"{text} {shelf.label}")
    link, url = LINK.search(text), BARE_URL.search(text)
    quote = QUOTE.search(text)
    by, body = "", ""
    if link:
        title, rest = link["text"], text[: link.start()] + text[link.end() :]
        body = plain(VERB.sub("", rest))
    elif quote:
        title = quote["title"]
        by = plain(VERB.sub("", text[: quote.start()])).removesuffix("'s").removesuffix("’s")
        body = plain(text[quote.end() :]).strip("()")
        by, body = (by, body) if by or len(body) > 60 else (plain(body.removeprefix("by ")), "")
    else:
        rest = text.replace(url[0], "") if url else text
        title = read_title(VERB.sub("", rest)).title or (url["url"] if url else text)
    target = (link or url or {"url": ""})["url"]
    node = context.roadmap.add("resource", plain(title) or title, block.line.number, by=by)
    node.values |= {
        "area": shelf.area[:60] or "Resources", "label": shelf.label[:60] or DEFAULT_LABEL[medium], "medium": medium,
    }  # fmt: skip
    if target.startswith(("http://", "https://")) and len(target) <= 200:
        node.values["url"] = target
    elif target:
        node.write(f"<{target}>")
    if body:
        node.write(body)
    if shelf.owner:
        _link(node, shelf.owner)
    return node


def _link(resource: OutlineNode, owner: OutlineNode) -> None:
    """Refer from the resource to its topic, or from the activity to its resource."""
    if owner.kind == "activity":
        owner.values.setdefault("resources", []).append(resource)
    elif owner.kind == "topic":
        resource.values.setdefault("topics", []).append(owner)
