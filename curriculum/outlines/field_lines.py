"""The fields in lines such as "**Time:** 4 h"."""

import re
from typing import Any

from curriculum.documents.schema import KINDS, LINES
from curriculum.outlines import figures
from curriculum.outlines.blocks import BlockRole, OutlineBlock
from curriculum.outlines.lines import Sort
from curriculum.outlines.nodes import OutlineNode
from curriculum.outlines.report import Context
from curriculum.outlines.titles import BOLD, plain
from curriculum.outlines.vocabulary import field_named, list_named

PAIR = re.compile(r"(?P<key>[^:|]{1,40}?)\s?:\s?(?P<value>\S.*)")
TIMES = ("hours", "daily_hours", "weekly_hours", "weeks")
MAX_NOTE = 80  # characters of a bold line that is a remark


def read_fields(context: Context, block: OutlineBlock, node: OutlineNode) -> bool:
    """Read a line of "**Depth:** … | **Time:** …" into the node. False if it isn't one."""
    pairs = field_pairs(block.text)
    if not pairs or (block.children and not _has_list(block, node, pairs[0][0])):
        return False
    names = [apply_field(node, key, value) for key, value in pairs]
    if not any(names):
        return False
    for (key, value), name in zip(pairs, names, strict=True):
        if name is None:
            node.write(f"**{key}:** {value}")
    context.claim(block, " and ".join(name or "text" for name in names), node)
    for child in block.children:
        _read_nested(context, child, node, list_named(pairs[0][0]) or "")
    return True


def _has_list(block: OutlineBlock, node: OutlineNode, key: str) -> bool:
    return list_named(key) in KINDS[node.kind].fields


def _read_nested(context: Context, block: OutlineBlock, node: OutlineNode, name: str) -> None:
    if block.role is BlockRole.ITEM and name in KINDS[node.kind].fields:
        append_item(context, block, node, name)
    else:
        context.keep(block, node)


def field_pairs(text: str) -> list[tuple[str, str]]:
    """The keys and values of a line, if its first key is one we know."""
    text = BOLD.sub(lambda bold: bold["inner"], text).replace("**", "")
    pairs: list[tuple[str, str]] = []
    for part in text.split(" | "):
        match = PAIR.fullmatch(part.strip())
        if match:
            pairs.append((plain(match["key"]), match["value"].strip()))
        elif pairs:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} | {part.strip()}")
    return pairs if pairs and any(field_named(key) for key, _ in pairs) else []


def apply_field(node: OutlineNode, key: str, value: str) -> str | None:
    """Set a field of the node from a key and a value. Gives the name of the field, or None if nothing fits."""
    name = field_named(key)
    fields = KINDS[node.kind].fields
    if name in TIMES:
        return _apply_time(node, name, value)
    if name == "stars":
        stars = figures.read_rating(value)
        if stars is None or "stars" not in fields:
            return None
        node.put("stars", stars)
        return name
    if name == "description":
        node.write(value)
        return "text"
    if name is None or name not in fields:
        return None
    if fields[name] is LINES:
        node.append(name, value)
    else:
        node.put(name, value)
    return name


def _apply_time(node: OutlineNode, name: str, value: str) -> str | None:
    fields = KINDS[node.kind].fields
    rate, weeks, hours = figures.read_rate(value), figures.read_weeks(value), figures.read_hours(value)
    if name == "daily_hours" or (rate.value and not hours.value and "day" in value.casefold()):
        return _put(node, "daily_hours", rate)
    if name == "weekly_hours":
        return _put(node, "weekly_hours", rate)
    if weeks.value and "weeks" in fields and node.kind != "activity":
        if "ongoing" in fields and "ongoing" in value.casefold():
            node.put("ongoing", True)
        return _put(node, "weeks", weeks)
    if node.kind == "activity":
        return _put(node, "hours", rate)
    return _put(node, "hours", hours)


def _put(node: OutlineNode, name: str, reading: figures.Reading[Any]) -> str | None:
    """Set a figure; what else the text says goes into the body."""
    if reading.value is None or name not in KINDS[node.kind].fields or node.values.get(name) is not None:
        return None
    node.put(name, reading.value)
    rest = reading.rest.strip(" .,;-–")
    if rest and rest.casefold() not in ("initial + ongoing", "ongoing"):
        node.write(rest)
    return name


def append_item(context: Context, block: OutlineBlock, node: OutlineNode, name: str) -> None:
    """Add a list item to a list of the node, with what is nested under it after a colon."""
    node.append(name, nested_text(block))
    for part in block.walk():
        context.claim(part, name, node)


def nested_text(block: OutlineBlock) -> str:
    """An item and all under it on one line."""
    inner = [nested_text(child) for child in block.children if child.line.sort is not Sort.DIVIDER]
    text = block.text if block.line.sort is not Sort.CODE or not block.text.startswith("```") else ""
    if not inner:
        return text
    separator = " " if text.rstrip("*_").endswith((":", ".", "?")) or not text else ": "
    return f"{text}{separator}{'; '.join(part for part in inner if part)}".strip()


def is_wholly_bold(text: str) -> bool:
    bold = BOLD.match(text)
    return bold is not None and bold.end() == len(text)
