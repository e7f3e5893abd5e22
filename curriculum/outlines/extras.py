"""The parts that belong to the whole roadmap: how to use it, tracks, paces, tips, strengths and gaps."""

import re

from curriculum.outlines import figures
from curriculum.outlines.blocks import BlockRole, OutlineBlock
from curriculum.outlines.field_lines import append_item
from curriculum.outlines.nodes import OutlineNode
from curriculum.outlines.report import Context
from curriculum.outlines.titles import plain, read_title, split_description
from curriculum.outlines.vocabulary import GAPS, STRENGTHS, TRACK_LISTS, matches
from lib.durations import CountRange

SHARE = re.compile(r"(\d{1,3})\s?%[^\d%]{0,30}?\b(cod|read|watch|practi|video)", re.IGNORECASE)
KINDS_OF_STUDY = {"cod": "coding", "practi": "coding", "read": "reading", "watch": "watching", "video": "watching"}


def read_contents(context: Context, block: OutlineBlock) -> None:
    """A table of contents repeats the headings."""
    for part in block.walk():
        context.claim(part, "table of contents")


def read_guide(context: Context, block: OutlineBlock) -> None:
    """Read how to use the roadmap: what the stars mean, and text."""
    context.claim(block, "label")
    for child in block.children:
        _read_guide_part(context, child)


def _read_guide_part(context: Context, block: OutlineBlock) -> None:
    levels = [item for item in block.items if figures.split_at_stars(item.text)]
    if levels and block.role in (BlockRole.LABEL, BlockRole.HEADING):
        context.claim(block, "label")
        for child in block.children:
            _read_guide_part(context, child)
    elif (
        block.role is BlockRole.ITEM and (reading := figures.split_at_stars(block.text)) and not reading[1].strip(" (*")
    ):
        _read_star(context, block, reading)
    elif not read_balance(context, block):
        context.keep(block)


def _read_star(context: Context, block: OutlineBlock, reading: tuple[int, str, str]) -> None:
    stars, _, text = reading
    name, meaning = split_description(text.strip(" :-–=)*") if "**" not in text else text.strip(" :-–=)"))
    if any(node.values["stars"] == stars for node in context.roadmap.of_kind("star")):
        context.keep(block)
        return
    node = context.roadmap.add("star", plain(name), block.line.number, stars=stars)
    if meaning:
        node.write(meaning)
    context.claim(block, "star", node)
    for child in block.children:
        context.keep(child, node)


def read_tracks(context: Context, block: OutlineBlock) -> None:
    """Labels or headings over lists of things to do all the time."""
    context.claim(block, "label")
    for child in block.children:
        if child.role is BlockRole.ITEM or (child.role in (BlockRole.LABEL, BlockRole.HEADING) and child.children):
            _read_track(context, child)
        else:
            context.keep(child)


def _read_track(context: Context, block: OutlineBlock) -> None:
    text = plain(block.text)
    rate = figures.read_rate(text)
    title = read_title(rate.rest if rate.value else text)
    track = context.roadmap.add("track", title.title or text, block.line.number, weekly_hours=rate.value)
    if title.remark:
        track.write(title.remark)
    context.claim(block, "track", track)
    for child in block.children:
        if child.role is BlockRole.ITEM:
            _read_track_item(context, child, track)
        else:
            context.keep(child, track)


def _read_track_item(context: Context, block: OutlineBlock, track: OutlineNode) -> None:
    text = plain(block.text)
    name = next((name for name, pattern in TRACK_LISTS.items() if re.search(pattern, text, re.IGNORECASE)), None)
    if block.children and name in ("papers", "places"):
        context.claim(block, "label", track)
        for child in block.children:
            append_item(context, child, track, str(name))
        return
    about = re.search(TRACK_LISTS["places"], track.title, re.IGNORECASE)
    append_item(context, block, track, "rules" if name == "rules" else "places" if about else "habits")


def read_paces(context: Context, block: OutlineBlock) -> None:
    """Labels such as "If you have 2-3 hours a day", over how long the roadmap takes then."""
    context.claim(block, "label")
    for child in block.children:
        if not (child.items and _read_pace(context, child)) and not _read_rule(context, child):
            context.keep(child)


def _read_pace(context: Context, block: OutlineBlock) -> bool:
    text = plain(block.text)
    rate = figures.read_rate(text)
    figures_of_items = [(item, figures.read_weeks(item.text), figures.read_months(item.text)) for item in block.items]
    lengths = [(item, weeks.value, months.value) for item, weeks, months in figures_of_items if weeks.value]
    if rate.value is None or not lengths:
        return False
    item, weeks, months = lengths[0]
    if months is None and weeks:
        months = CountRange(round(weeks.low * 12 / 52), round(weeks.high * 12 / 52))
    pace = context.roadmap.add("pace", text, block.line.number, daily_hours=rate.value, weeks=weeks, months=months)
    context.claim(block, "pace", pace)
    for child in block.children:
        if child is item and not child.children:
            context.claim(child, "weeks and months", pace)
        else:
            context.keep(child, pace)
    return True


def _read_rule(context: Context, block: OutlineBlock) -> bool:
    """A label such as "Golden rule" over how to divide the time."""
    if read_balance(context, block):
        return True
    if block.role is not BlockRole.LABEL or not any(read_balance(context, child) for child in block.children):
        return False
    context.claim(block, "label")
    for child in block.children:
        context.keep(child)
    return True


def read_balance(context: Context, block: OutlineBlock) -> bool:
    """ "70% coding, 20% reading, 10% watching videos"."""
    shares = {KINDS_OF_STUDY[kind.lower()]: int(percent) for percent, kind in SHARE.findall(block.text)}
    if sum(shares.values()) != 100 or context.roadmap.values.get("balance"):
        return False
    context.roadmap.values["balance"] = {kind: shares.get(kind, 0) for kind in ("coding", "reading", "watching")}
    context.roadmap.put("balance_rule", plain(block.text))
    context.claim(block, "balance")
    return True


def read_tips(context: Context, block: OutlineBlock) -> None:
    """Items are tips; under labels about strengths or gaps they are those."""
    context.claim(block, "label")
    for child in block.children:
        title = plain(child.text)
        if child.role is BlockRole.ITEM:
            _read_advice(context, child, "tip")
        elif child.role in (BlockRole.LABEL, BlockRole.HEADING) and child.items:
            kind = "strength" if matches(STRENGTHS, title) else "gap" if matches(GAPS, title) else "tip"
            context.claim(child, "label")
            for part in child.children:
                if part.role is BlockRole.ITEM:
                    _read_advice(context, part, kind)
                else:
                    context.keep(part)
        else:
            context.keep(child)


def _read_advice(context: Context, block: OutlineBlock, kind: str) -> None:
    name, text = split_description(block.text)
    node = context.roadmap.add(kind, plain(name), block.line.number)
    if text:
        node.write(text)
    context.claim(block, kind, node)
    for child in block.children:
        context.keep(child, node)
