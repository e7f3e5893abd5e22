"""Find what is wrong with a draft, node by node and field by field."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from authoring.drafts.labels import label_of
from authoring.drafts.nodes import NodeState, NodeTable, is_shown, shared_uids, texts_of
from authoring.drafts.references import REFERENCES, references_of
from curriculum.documents.schema import HOURS, HOURS_RANGE, KINDS, LINES, PROSE
from lib.durations import HoursRange
from lib.markdown import MarkdownError, render, render_inline

MAX_TITLE_CHARS, MAX_LINE_CHARS, MAX_BODY_CHARS = 120, 1_000, 60_000
MAX_HOURS = 500  # of one topic; the whole roadmap has about 1,000
IMPLAUSIBLE_RATIO = 3  # an estimate that grows or shrinks more than this is probably a typing mistake
MAX_PHASES = 99


@dataclass(frozen=True, kw_only=True)
class Problem:
    """``is_blocking`` problems keep the draft from being published; the others ask the admin to look."""

    uid: str
    field: str
    """The field's name, or empty if it's about the node as a whole."""
    message: str
    is_blocking: bool = True

    @property
    def label(self) -> str:
        return label_of(self.field)


def problems_of(before: NodeTable, after: NodeTable) -> list[Problem]:
    """List the problems of the nodes that are shown, in their order. A retired node, or one under it, may have any."""
    shown_nodes = {uid: state for uid, state in after.items() if is_shown(after, uid)}
    shared_topics = shared_uids(shown_nodes)
    problems: list[Problem] = []
    for uid, state in shown_nodes.items():
        if before.get(uid) != state:
            problems += node_problems(state, before.get(uid))
        problems += _broken_references(state, after, shared_topics)
    return [
        *problems,
        *_numbers(shown_nodes.values()),
        *_shared_twice(after, shown_nodes),
        *_nothing_to_study(shown_nodes.values()),
        *_without_questions(shown_nodes.values()),
        *_contradicting_hours(before, shown_nodes),
    ]


def node_problems(state: NodeState, before: NodeState | None) -> Iterator[Problem]:
    """What is wrong with the node itself. ``before`` is the node as it is published."""

    def problem(field: str, message: str, *, is_blocking: bool = True) -> Problem:
        return Problem(uid=state.uid, field=field, message=message, is_blocking=is_blocking)

    kind = KINDS[state.kind]
    for name in kind.required_fields:
        if state.values[name] == kind.fields[name].empty:
            yield problem(name, "This is missing.")
    for name, text in texts_of(state):
        if message := _text_problem(name, text) or _markdown_problem(state, name, text):
            yield problem(name, message)
    stars = state.values.get("stars")
    if stars is not None and stars not in range(1, 6):
        yield problem("stars", "Stars go from 1 to 5.")
    for name, high in _upper_hours(state):
        if high > MAX_HOURS * 10 and state.kind != "section":
            yield problem(name, f"That’s over {MAX_HOURS} hours. Hours are for one topic, not for the whole roadmap.")
    for name, message in _implausible(before, state) if before else ():
        yield problem(name, message, is_blocking=False)


def _text_problem(name: str, text: str) -> str:
    """Return what is wrong with a text, as a sentence; empty if nothing is."""
    limit = MAX_BODY_CHARS if name == "body" else MAX_TITLE_CHARS if name == "title" else MAX_LINE_CHARS
    if len(text) > limit:
        return f"This is {len(text):,} characters long. The limit is {limit:,}."
    for char in text:
        if unicodedata.category(char) in ("Cc", "Cf") and not (name == "body" and char in "\n\t"):
            place = text.index(char) + 1
            return f"There is an invisible character (U+{ord(char):04X}) at position {place}. Delete it."
    return ""


def _markdown_problem(state: NodeState, name: str, text: str) -> str:
    """Most often a formula that isn't LaTeX."""
    if name != "body" and KINDS[state.kind].fields[name] not in (PROSE, LINES):
        return ""
    try:
        (render if name == "body" else render_inline)(text)
    except MarkdownError as error:
        return str(error)
    return ""


def _upper_hours(state: NodeState) -> Iterator[tuple[str, int]]:
    """The high end of each of its estimates in tenths of an hour, by the name of the form's field."""
    for name, field_type in KINDS[state.kind].fields.items():
        value: Any = state.values[name]
        if value and field_type is HOURS:
            yield f"{name}_refresher", value.refresher.high
            yield f"{name}_from_scratch", value.from_scratch.high
        elif value and field_type is HOURS_RANGE:
            yield name, value.high


def _implausible(before: NodeState, after: NodeState) -> Iterator[tuple[str, str]]:
    old_hours = dict(_upper_hours(before))
    for name, new in _upper_hours(after):
        old = old_hours.get(name)
        if old and new and max(old, new) > IMPLAUSIBLE_RATIO * min(old, new):
            yield name, f"The estimate changes from {old / 10:g} to {new / 10:g} hours. Is that right?"


def _broken_references(state: NodeState, table: NodeTable, shared_topics: Collection[str]) -> Iterator[Problem]:
    for reference in references_of(state):
        uid, kind = reference.target, REFERENCES.get(reference.field, "topic")
        is_link = reference.field not in REFERENCES
        if kind == "topic" and uid in shared_topics:
            continue
        if uid not in table:
            fault = f"the {kind} “{uid}”, which this roadmap doesn’t have"
        elif not is_shown(table, uid):
            fault = f"the retired {kind} “{table[uid].title}”"
        elif table[uid].kind != kind and not is_link:
            fault = f"“{table[uid].title}”, which isn’t a {kind}"
        else:
            continue
        message = f"A link leads to {fault}." if is_link else f"It names {fault}. Remove it there, or choose another."
        is_blocking = uid not in table or not is_shown(table, uid)
        yield Problem(uid=state.uid, field=reference.field, message=message, is_blocking=is_blocking)


def _shared_twice(table: NodeTable, shown_nodes: NodeTable) -> Iterator[Problem]:
    """A topic is in one section of a roadmap, also a shared one."""
    sections: dict[str, str] = {}
    for state in shown_nodes.values():
        for uid in state.values.get("shared_topics", ()):
            if uid in table:
                message = f"“{uid}” belongs to this roadmap, so it can’t be a shared topic. Remove it here."
            elif uid in sections:
                message = f"“{uid}” is already shared in “{sections[uid]}”. Remove it from one of the two."
            else:
                sections[uid] = state.title
                continue
            yield Problem(uid=state.uid, field="shared_topics", message=message)


def _nothing_to_study(states: Iterable[NodeState]) -> Iterator[Problem]:
    """Progress follows the activities of phases, so learners of a roadmap without any would be done at once."""
    if any(state.kind == "activity" and state.values["topics"] for state in states):
        return
    for state in states:
        if state.kind == "roadmap":
            yield Problem(
                uid=state.uid, field="",
                message="No phase has an activity that names a topic, so there would be nothing to study. Add one.",
            )  # fmt: skip


def _without_questions(states: Collection[NodeState]) -> Iterator[Problem]:
    """Checkpoints of which all questions were retired, or that have none yet."""
    checkpoints = {state.parent for state in states if state.kind == "criterion"}
    for state in states:
        if state.kind in ("checkpoint", "assessment") and state.uid not in checkpoints:
            message = "It has no questions, so learners don’t see it. Add one, or retire it."
            yield Problem(uid=state.uid, field="", message=message, is_blocking=False)


def _contradicting_hours(before: NodeTable, shown_nodes: NodeTable) -> Iterator[Problem]:
    """Topics whose estimate was edited, or that of their activities, where the two exclude each other."""
    activities: dict[str, list[NodeState]] = defaultdict(list)
    for state in shown_nodes.values():
        if state.kind == "activity" and state.values["hours"]:
            for topic in state.values["topics"]:
                activities[topic].append(state)
    for uid, own in activities.items():
        hours = shown_nodes[uid].values["hours"] if uid in shown_nodes else None
        if not hours or all(_hours(before, name) == _hours(shown_nodes, name) for name in (uid, *(s.uid for s in own))):
            continue
        total = HoursRange.total(state.values["hours"] for state in own)
        is_its_own = all(len(state.values["topics"]) == 1 for state in own)
        if hours.refresher.low > total.high or (is_its_own and hours.from_scratch.high < total.low):
            message = f"The topic takes {hours}, and its activities {total}. Plans use the activities’ hours."
            yield Problem(uid=uid, field="hours_refresher", message=message, is_blocking=False)


def _hours(table: NodeTable, uid: str) -> Any:
    return table[uid].values["hours"] if uid in table else None


def _numbers(states: Iterable[NodeState]) -> Iterator[Problem]:
    """Phases are addressed by their number."""
    phases = [state for state in states if state.kind == "phase"]
    counts = Counter(state.values["number"] for state in phases)
    for state in phases:
        number = state.values["number"]
        if counts[number] > 1:
            yield Problem(uid=state.uid, field="number", message=f"Two phases have the number {number}.")
        elif number not in range(1, MAX_PHASES + 1):
            yield Problem(uid=state.uid, field="number", message=f"A phase’s number is from 1 to {MAX_PHASES}.")
