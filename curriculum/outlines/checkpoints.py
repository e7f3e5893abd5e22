"""Checkpoints and self-assessments of phases."""

import re

from curriculum.outlines import figures
from curriculum.outlines.blocks import BlockRole, OutlineBlock
from curriculum.outlines.lines import Sort
from curriculum.outlines.nodes import OutlineNode
from curriculum.outlines.report import Context
from curriculum.outlines.titles import plain
from curriculum.outlines.vocabulary import CHECKPOINT, matches

SURELY = re.compile(
    r"self[- ]|check ?point|quiz|exit criteria|success criteria|ready for|after \w+ \d"
    r"|(?:by|at) the end of|(?:final )?exam|test yourself|review questions",
    re.IGNORECASE,
)
ON_ONE_LINE = re.compile(
    r"(?P<title>(?:self[- ](?:check|test|assessment|quiz)|check ?point|quiz|after (?:week|phase) \d|at the end)\b"
    r"[^:?]{0,40}):\s*(?P<task>\S.{4,})",
    re.IGNORECASE,
)
UNNAMED_CHECKPOINT = "Checkpoint"
QUESTION = re.compile(r".{5,}\?\W{0,3}")
VERDICT = re.compile(
    r"\bif (?P<answer>yes|no)\b\s*[:,→–—>-]{0,3}\s*(?P<text>.+?)\s*(?=\bif (?:yes|no)\b|$)", re.IGNORECASE
)
AFTER_PHASE = re.compile(
    r"(?:after|end of|at the end of|(?P<before>before))?\s*(?:phase|stage)\s{0,2}#?(?P<number>\d{1,3})\b",
    re.IGNORECASE,
)


def is_checkpoint(block: OutlineBlock) -> bool:
    """Whether a block is named like a checkpoint, with questions or tasks under it, or one on the same line."""
    if not block.children and ON_ONE_LINE.fullmatch(plain(block.text)):
        return block.role is not BlockRole.HEADING
    title = plain(figures.read_span(plain(block.text)).rest)
    tasks = tasks_of(block)
    if not tasks or not matches(CHECKPOINT, title):
        return False
    if any(task.role is BlockRole.HEADING or task.children for task in tasks):
        return False
    return SURELY.match(title) is not None or all(
        QUESTION.fullmatch(task.text) or is_checkpoint(task) for task in tasks
    )


def tasks_of(block: OutlineBlock) -> list[OutlineBlock]:
    """The blocks under one, but for dividers."""
    return [child for child in block.children if child.line.sort is not Sort.DIVIDER]


def read_verdict(context: Context, block: OutlineBlock, phase: OutlineNode) -> bool:
    """ "If yes → Phase 2. If no → review", under a checkpoint."""
    verdicts = {match["answer"].lower(): plain(match["text"]) for match in VERDICT.finditer(plain(block.text))}
    checkpoints = phase.of_kind("checkpoint")
    if not verdicts or not checkpoints:
        return False
    for answer, text in verdicts.items():
        checkpoints[-1].put(f"if_{answer}", text)
    context.claim(block, " and ".join(f"if_{answer}" for answer in verdicts), checkpoints[-1])
    return True


def read_checkpoint(context: Context, block: OutlineBlock, phase: OutlineNode) -> None:
    """A checkpoint over its criteria, or "Checkpoint: build a page" on one line."""
    line = ON_ONE_LINE.fullmatch(plain(block.text)) if not block.children else None
    title = line["title"] if line else plain(block.text)
    checkpoint = get_checkpoint(phase, "checkpoint", title, block.line.number)
    if line:
        add_criterion(context, block, checkpoint, line["task"])
    else:
        context.claim(block, "checkpoint", checkpoint)
        read_criteria(context, block, checkpoint, phase)


def read_criteria(context: Context, block: OutlineBlock, checkpoint: OutlineNode, phase: OutlineNode) -> None:
    for child in block.children:
        if child.role is BlockRole.ITEM or (QUESTION.fullmatch(child.text) and child.role is BlockRole.TEXT):
            add_criterion(context, child, checkpoint)
        elif not read_verdict(context, child, phase):
            context.keep(child, checkpoint)


def get_checkpoint(phase: OutlineNode, kind: str, title: str, line: int) -> OutlineNode:
    """The phase's checkpoint or self-assessment. It has one of each at most."""
    return next(iter(phase.of_kind(kind)), None) or phase.add(kind, title, line)


def add_criterion(context: Context, block: OutlineBlock, checkpoint: OutlineNode, task: str = "") -> None:
    """A question. What is nested under it is its text."""
    text = task or plain(block.text) or block.text
    text = f"{text}?" if block.text.rstrip("*_ ").endswith("?") and not text.endswith("?") else text
    criterion = checkpoint.add("criterion", text, block.line.number)
    context.claim(block, "criterion", criterion)
    for child in block.children:
        context.keep(child, criterion)


def read_assessments(context: Context, block: OutlineBlock) -> None:
    """ "After Phase 3:" over what one can do then."""
    context.claim(block, "label")
    phases = {phase.values["number"]: phase for phase in context.roadmap.of_kind("phase")}
    for child in block.children:
        match = AFTER_PHASE.match(plain(child.text))
        phase = phases.get(int(match["number"])) if match else None
        if phase and child.children:
            assessment = get_checkpoint(phase, "assessment", plain(child.text), child.line.number)
            context.claim(child, "assessment", assessment)
            read_criteria(context, child, assessment, phase)
        else:
            context.keep(child)
