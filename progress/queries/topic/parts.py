"""A topic's parts as a tree, with the learner's marks and notes."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from curriculum.models import Subtopic, Topic
from lib.ranges import HoursRange
from progress.models import Note
from progress.queries.curriculum.curriculum import Curriculum
from progress.queries.facts import Facts
from progress.queries.notes import NotePlace, anchor_of
from progress.queries.topic.items import item_lists
from progress.rules.states import TopicState, effective_mark, skip_sentence, topic_state

STAND_IN = "TOKEN-OF-THE-READER"  # the placeholder for the CSRF token in cached forms
NOTE_HERE = re.compile(r"NOTE-OF-THE-READER-(\d+)\.")  # the placeholder for a note in cached parts, with the part's key


@dataclass(frozen=True, kw_only=True)
class PartLine:
    """A subtopic with everything a learner sees of it, and its own parts."""

    part: Subtopic
    hours: HoursRange | None
    state: TopicState
    text: SafeString
    """What it says, with its lists: the same for everybody."""
    note: SafeString
    advice: str
    """Whether a skip counts as done; empty if it wasn't skipped."""
    parts: tuple["PartLine", ...]

    @property
    def anchor(self) -> str:
        """The id of its note's element."""
        return anchor_of(self.part)


@dataclass(frozen=True)
class PartGroup:
    """Parts under one heading of the topic, or under none."""

    title: str
    parts: tuple[PartLine, ...]


def note_html(of: Topic | Subtopic, note: Note | None) -> SafeString:
    return render_to_string("progress/note.html", {"place": NotePlace(of, note)})


def note_stand_in(part: Subtopic, notes: Mapping[int | None, Note]) -> SafeString:
    return mark_safe(f"NOTE-OF-THE-READER-{part.pk}.") if part.pk in notes else note_html(part, None)  # noqa: S308  # built here from escaped parts


def _part_text(part: Subtopic) -> str:
    return render_to_string("progress/part_text.html", {"part": part, "lists": item_lists(part)})


def part_groups(
    course: Curriculum, topic: Topic, facts: Facts, background: str, note: Callable[[Subtopic], SafeString]
) -> tuple[PartGroup, ...]:
    """The topic's parts as a tree, the topmost grouped by the part of the topic they belong to."""
    children: dict[int | None, list[Subtopic]] = defaultdict(list)
    for part in course.parts.get(topic.pk, ()):
        children[part.parent_id].append(part)

    def line(part: Subtopic) -> PartLine:
        below = tuple(line(child) for child in children[part.pk])
        is_skip_advised = bool(part.skip_if or topic.skip_if)
        inner = [effective_mark(child.state.as_mark, is_skip_advised=is_skip_advised) for child in below]
        state = topic_state(mark=facts.part_marks.get(part.pk), parts=inner, is_begun=False)
        text = course.fragments.get(("part", part.pk), lambda: _part_text(part))
        advice = skip_sentence(state, is_skip_advised=is_skip_advised)
        return PartLine(
            part=part,
            hours=part.hours_for(background),
            state=state,
            text=text,
            note=note(part),
            advice=advice,
            parts=below,
        )

    groups: list[tuple[str, list[PartLine]]] = []
    for part in children[None]:
        if not groups or groups[-1][0] != part.part:
            groups.append((part.part, []))
        groups[-1][1].append(line(part))
    return tuple(PartGroup(title, tuple(lines)) for title, lines in groups)
