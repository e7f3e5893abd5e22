"""A schedule outside any phase: its weeks are activities of one phase, and its checkpoints divide it into several."""

import re
from collections.abc import Iterator

from curriculum.outlines import figures
from curriculum.outlines.blocks import OutlineBlock
from curriculum.outlines.checkpoints import AFTER_PHASE, is_checkpoint, read_checkpoint, tasks_of
from curriculum.outlines.lines import Sort
from curriculum.outlines.nodes import OutlineNode, check_size, short_label
from curriculum.outlines.phases import Stage, add_phase, read_activity
from curriculum.outlines.report import Context
from curriculum.outlines.titles import Title, plain
from lib.durations import CountRange, WeekSpan

SCHEDULE = "Schedule"
AT_THE_END = re.compile(r"(?:at the end|final)\b", re.IGNORECASE)
AFTER_WEEK = re.compile(rf"\b(?:weeks?|wk)\s{{0,2}}(?:\d{{1,3}}{figures.DASH})?(?P<week>\d{{1,3}})\b", re.IGNORECASE)


def read_week(context: Context, block: OutlineBlock) -> None:
    """An activity of the last phase, or of one that holds all of the schedule."""
    phases = context.roadmap.of_kind("phase")
    phase = phases[-1] if phases else add_phase(context, block, Title(title=SCHEDULE), 1)
    read_activity(context, block, Stage(phase=phase))


def read_checkpoints(context: Context) -> None:
    """Checkpoints outside phases. They need all weeks, because one may stand after weeks that it comes before."""
    blocks = list(_each(context))
    check_size(list(context.roadmap.walk()), len(blocks))
    for block in blocks:
        owner = _owner(context.roadmap, block)
        if owner is None:
            context.keep(block)
            continue
        read_checkpoint(context, block, owner)
    parts = [phase for phase in context.roadmap.of_kind("phase") if phase.name == SCHEDULE]
    for part in parts if len(parts) > 1 else ():
        _name_after_weeks(part)


def _each(context: Context) -> Iterator[OutlineBlock]:
    """The checkpoints; of a list of "After week 2: …" each item."""
    for block in context.checkpoints:
        tasks = tasks_of(block)
        if tasks and all(is_checkpoint(task) for task in tasks):
            context.claim(block, "label")
            for child in block.children:
                if child.line.sort is Sort.DIVIDER:
                    context.claim(child, "divider")
            yield from tasks
        else:
            yield block


def _owner(roadmap: OutlineNode, block: OutlineBlock) -> OutlineNode | None:
    """The phase that the checkpoint ends. Without any phase, the section that will become one."""
    phases = roadmap.of_kind("phase")
    if not phases:
        sections = [section for section in roadmap.of_kind("section") if section.of_kind("topic")]
        if sections and (number := _phase_number(block)):
            return sections[min(number, len(sections)) - 1]
        earlier = [section for section in sections if section.line < block.line.number]
        return next(iter([*reversed(earlier), *sections]), None)
    if number := _phase_number(block):
        named = [phase for phase in phases if phase.values["number"] == number]
        return named[0] if named else phases[-1]
    if AT_THE_END.match(plain(block.text)):
        return phases[-1]
    week = int(match["week"]) if (match := AFTER_WEEK.search(plain(block.text))) else None
    earlier = [phase for phase in phases if any(_is_before(child, block, week) for child in phase.of_kind("activity"))]
    phase = earlier[-1] if earlier else phases[0]
    later = [activity for activity in phase.of_kind("activity") if not _is_before(activity, block, week)]
    if phase.name == SCHEDULE and earlier and later:
        _divide(roadmap, phase, later)
    return phase


def _phase_number(block: OutlineBlock) -> int | None:
    """The number of the phase that a checkpoint ends: "before phase 2" and "after phase 1" are the same."""
    match = AFTER_PHASE.search(plain(block.text))
    return max(int(match["number"]) - bool(match["before"]), 1) if match else None


def _is_before(activity: OutlineNode, block: OutlineBlock, week: int | None) -> bool:
    """Whether an activity is over by the week that the checkpoint names, or stands before it in the file."""
    weeks = activity.values.get("weeks")
    if week and weeks:
        return weeks.last is not None and int(weeks.last) <= week
    return activity.line < block.line.number


def _divide(roadmap: OutlineNode, phase: OutlineNode, later: list[OutlineNode]) -> None:
    """Move later activities to a phase of their own."""
    number = max(other.values["number"] for other in roadmap.of_kind("phase")) + 1
    following = roadmap.add("phase", SCHEDULE, later[0].line, label=SCHEDULE)
    following.values["number"] = number
    following.children = later
    moved = {id(activity) for activity in later}
    phase.children = [child for child in phase.children if id(child) not in moved]


def _name_after_weeks(phase: OutlineNode) -> None:
    spans = [weeks for activity in phase.of_kind("activity") if (weeks := activity.values.get("weeks"))]
    if not spans:
        return
    first = min(span.first for span in spans)
    last = None if any(span.last is None for span in spans) else max(span.last for span in spans)
    title = str(WeekSpan(first, last)).capitalize()
    phase.values |= {"title": title, "label": short_label(title)}
    if last:
        phase.values["weeks"] = CountRange(last - first + 1, last - first + 1)
