"""Phases, their weeks and activities."""

import re
from dataclasses import dataclass

from curriculum.outlines import figures
from curriculum.outlines.blocks import BlockRole, OutlineBlock, Rank
from curriculum.outlines.checkpoints import (
    QUESTION,
    UNNAMED_CHECKPOINT,
    add_criterion,
    get_checkpoint,
    is_checkpoint,
    read_checkpoint,
    read_verdict,
)
from curriculum.outlines.field_lines import field_pairs, is_wholly_bold, nested_text, read_fields
from curriculum.outlines.nodes import OutlineNode, short_label
from curriculum.outlines.report import Context
from curriculum.outlines.resources import Shelf, read_resources
from curriculum.outlines.titles import EDGE, Title, plain, read_title, unbold
from curriculum.outlines.vocabulary import CHECKPOINT, PARTS, PHASE, RESOURCES, field_named, list_named, matches
from lib.durations import CountRange, WeekSpan

MAX_PHASE = 1000
GOAL = re.compile(r"(?:goal|outcome|objective|deliverable|milestone)s?\s?:\s*(?P<text>\S.*)", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class Stage:
    """The phase that is being read, and the weeks that its next activities take."""

    phase: OutlineNode
    weeks: WeekSpan | None = None
    activity: OutlineNode | None = None  # the one that text and resources after it belong to


def read_phase(context: Context, block: OutlineBlock) -> None:
    """A heading or item such as "Phase 2: Foundations (3-4 weeks)", or "Month 2: Models" over other headings."""
    text = unbold(block.text)
    match = PHASE.match(text)
    number = int(match["number"]) if match else 0
    title = read_title(text[match.end() :] if match else text)
    if match is None and (span := figures.read_span(text)).value:
        title = read_title(span.rest.lstrip(EDGE))
        title.span = span.value
    phase = add_phase(context, block, title, number)
    context.claim(block, "phase", phase)
    stage = Stage(phase=phase, weeks=title.span)
    _read_parts(context, block, stage)


def add_phase(context: Context, block: OutlineBlock, title: Title, number: int) -> OutlineNode:
    """A phase with the number that it has, or the next one if another has it."""
    numbers = {phase.values["number"] for phase in context.roadmap.of_kind("phase")}
    if number in numbers or not 0 < number < MAX_PHASE:
        number = max(numbers, default=0) + 1
    phase = context.roadmap.add(
        "phase", title.title or f"Phase {number}", block.line.number, stars=title.stars, note=title.remark,
        weeks=title.weeks, label=short_label(title.title or f"Phase {number}"),
    )  # fmt: skip
    phase.values["number"] = number
    if "ongoing" in title.remark.casefold():
        phase.put("ongoing", True)
    if title.span and title.span.last:
        weeks = title.span.last - title.span.first + 1
        phase.put("weeks", CountRange(weeks, weeks))
    if title.hours:
        phase.write(f"Takes {title.hours}.")
    if title.description:
        phase.write(title.description)
    return phase


def _read_parts(context: Context, block: OutlineBlock, stage: Stage) -> None:
    for child in block.children:
        _read_part(context, child, stage)


def _read_part(context: Context, block: OutlineBlock, stage: Stage) -> None:
    title = plain(block.text)
    if block.role in (BlockRole.LABEL, BlockRole.HEADING):
        _read_heading(context, block, stage, title)
    elif block.role is BlockRole.ITEM:
        _read_item(context, block, stage)
    else:
        _read_text(context, block, stage)


def _read_heading(context: Context, block: OutlineBlock, stage: Stage, title: str) -> None:
    if figures.read_span(title).value and not is_checkpoint(block):
        _read_weeks(context, block, stage)
    elif matches(CHECKPOINT, title) or is_checkpoint(block):
        read_checkpoint(context, block, stage.phase)
    elif matches(RESOURCES, title):
        context.claim(block, "label", stage.activity or stage.phase)
        read_resources(context, block, Shelf(stage.phase.values["label"], owner=stage.activity or stage.phase))
    elif block.children:
        read_activity(context, block, stage)
    else:
        context.keep(block, stage.phase)


def _read_weeks(context: Context, block: OutlineBlock, stage: Stage) -> None:
    """A label such as "Week 3-4: Arrays". Its bold items are activities; plain ones make up one activity."""
    span = figures.read_span(plain(block.text))
    outer = stage.weeks
    stage.weeks = span.value or outer
    name = plain(span.rest)
    are_activities = any(item.children or item.text.startswith("**") for item in block.items)
    if are_activities or not (block.children or name):
        if name and span.value:
            stage.phase.write(f"- {str(span.value).capitalize()}: {name}", blank=not _ends_with_week(stage.phase))
        context.claim(block, "weeks", stage.phase)
        _read_parts(context, block, stage)
    else:
        read_activity(context, block, stage)
    stage.weeks = outer


def _ends_with_week(phase: OutlineNode) -> bool:
    return bool(phase.body) and re.match(r"- (?:Weeks?|From week) \d", phase.body[-1]) is not None


def _read_item(context: Context, block: OutlineBlock, stage: Stage) -> None:
    if is_checkpoint(block):
        read_checkpoint(context, block, stage.phase)
    elif QUESTION.fullmatch(block.text) and not block.children:
        checkpoint = get_checkpoint(stage.phase, "checkpoint", UNNAMED_CHECKPOINT, block.line.number)
        add_criterion(context, block, checkpoint)
    elif figures.read_span(plain(block.text)).value:
        _read_weeks(context, block, stage)
    elif not read_fields(context, block, stage.phase):
        read_activity(context, block, stage)


def _read_text(context: Context, block: OutlineBlock, stage: Stage) -> None:
    if is_checkpoint(block):
        read_checkpoint(context, block, stage.phase)
    elif figures.is_week(plain(block.text)):
        _read_weeks(context, block, stage)
    elif not read_verdict(context, block, stage.phase) and not read_fields(context, block, stage.phase):
        context.keep(block, stage.phase)


def read_activity(context: Context, block: OutlineBlock, stage: Stage) -> None:
    """Read what to do in some weeks: an item, a label or a heading with steps under it."""
    text = plain(block.text)
    span = figures.read_span(text)
    day = figures.DAYS.match(text)
    title = read_title(
        plain(span.rest) or text if span.value else text[day.end() :] if day else block.text,
        has_description=block.role is BlockRole.ITEM,
    )
    name = str(span.value).capitalize() if span.value else text
    activity = stage.phase.add(
        "activity", title.title or name, block.line.number, weeks=span.value or title.span or stage.weeks,
        emphasis=title.remark or (day["name"] if day else ""),
    )  # fmt: skip
    if title.hours:
        activity.put("hours", title.hours.refresher)
    if title.stars:
        activity.stars = title.stars
        activity.put("emphasis", f"{title.stars} of 5 stars")
    if title.weeks:
        activity.write(f"Takes {title.weeks} weeks.")
    if title.description:
        activity.write(title.description)
    context.claim(block, "activity", activity)
    stage.activity = activity
    for child in block.children:
        _read_step(context, child, stage, activity)


def _read_step(context: Context, block: OutlineBlock, stage: Stage, activity: OutlineNode) -> None:
    text = plain(block.text)
    goal = GOAL.fullmatch(text)
    if block.role in (BlockRole.LABEL, BlockRole.HEADING):
        _read_inner_label(context, block, stage, activity)
    elif block.role is not BlockRole.ITEM:
        if is_checkpoint(block):
            context.checkpoints.append(block)
        elif _is_task(block):
            _add_step(context, block, activity)
        elif not read_verdict(context, block, stage.phase) and not read_fields(context, block, activity):
            context.keep(block, activity)
    elif goal and not block.children and not activity.values.get("goal"):
        activity.put("goal", goal["text"])
        context.claim(block, "goal", activity)
    elif is_wholly_bold(block.text) and not block.children:
        context.keep(block, activity)
    elif not read_fields(context, block, activity):
        _add_step(context, block, activity)


def _is_task(block: OutlineBlock) -> bool:
    """Whether a line is a step of an activity, such as "**Project:** a calculator"."""
    pairs = field_pairs(block.text)
    return len(pairs) == 1 and field_named(pairs[0][0]) == "practice"


def _add_step(context: Context, block: OutlineBlock, activity: OutlineNode) -> None:
    activity.append("items", nested_text(block))
    for part in block.walk():
        context.claim(part, "item", activity)


def _read_inner_label(context: Context, block: OutlineBlock, stage: Stage, activity: OutlineNode) -> None:
    """A label within an activity: its resources, the checkpoint of its phase, or more steps."""
    title = plain(block.text)
    if matches(CHECKPOINT, title):
        read_checkpoint(context, block, stage.phase)
    elif matches(RESOURCES, title):
        context.claim(block, "label", activity)
        read_resources(context, block, Shelf(stage.phase.values["label"], owner=activity))
    elif block.role is BlockRole.HEADING or block.rank is not Rank.LIST:
        inner = Stage(phase=stage.phase, weeks=activity.values.get("weeks") or stage.weeks)
        read_activity(context, block, inner)
    elif block.items and (matches(PARTS, title) or list_named(title)):
        context.claim(block, "label", activity)
        for child in block.children:
            _read_step(context, child, stage, activity)
    else:
        context.keep(block, activity)
