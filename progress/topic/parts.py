"""A topic's parts as a tree, with the learner's marks and notes, and the lists that a topic or part has."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from curriculum.models import ItemKind, Subtopic, Topic
from lib.durations import HoursRange
from progress.facts import Facts
from progress.notes.models import Note
from progress.notes.queries import NotePlace
from progress.roadmap.curriculum import Curriculum
from progress.topic.rules import TopicState, effective_mark, skip_sentence, topic_state


@dataclass(frozen=True, kw_only=True)
class PartLine:
    """A subtopic with everything a learner sees of it, and its own parts."""

    part: Subtopic
    hours: HoursRange | None
    state: TopicState
    note: Note | None
    advice: str
    """Whether a skip counts as done; empty if it wasn't skipped."""
    parts: tuple["PartLine", ...]

    @property
    def has_note(self) -> bool:
        """Whether the learner has a note on it or on one of its parts."""
        return self.note is not None or any(part.has_note for part in self.parts)

    @property
    def note_place(self) -> NotePlace:
        return NotePlace(self.part, self.note)


@dataclass(frozen=True)
class PartGroup:
    """Parts under one heading of the topic, or under none."""

    title: str
    parts: tuple[PartLine, ...]


@dataclass(frozen=True, kw_only=True)
class PartTree:
    """A topic's parts with the learner's marks and notes. Two of one curriculum are equal if they look the same."""

    topic: Topic
    background: str
    marks: tuple[str | None, ...]
    notes: Mapping[int, Note] = field(hash=False)
    """By part. Don't cache its HTML if there are any: they are private, and equal by their primary keys alone."""
    parts: Sequence[Subtopic] = field(compare=False)

    @cached_property
    def groups(self) -> tuple[PartGroup, ...]:
        """The topmost parts, grouped by the part of the topic they belong to."""
        groups = groupby(self._lines(None), key=lambda line: line.part.part)
        return tuple(PartGroup(title, tuple(lines)) for title, lines in groups)

    def _lines(self, parent: int | None) -> tuple[PartLine, ...]:
        return tuple(self._line(part) for part in self._children[parent])

    def _line(self, part: Subtopic) -> PartLine:
        lines = self._lines(part.pk)
        is_skip_advised = bool(part.skip_if or self.topic.skip_if)
        inner = [effective_mark(line.state.as_mark, is_skip_advised=is_skip_advised) for line in lines]
        state = topic_state(mark=self._mark_of[part.pk], parts=inner, is_begun=False)
        return PartLine(
            part=part,
            hours=part.hours_for(self.background),
            state=state,
            note=self.notes.get(part.pk),
            advice=skip_sentence(state, is_skip_advised=is_skip_advised),
            parts=lines,
        )

    @cached_property
    def _mark_of(self) -> dict[int, str | None]:
        return {part.pk: mark for part, mark in zip(self.parts, self.marks, strict=True)}

    @cached_property
    def _children(self) -> Mapping[int | None, list[Subtopic]]:
        children: dict[int | None, list[Subtopic]] = defaultdict(list)
        for part in self.parts:
            children[part.parent_id].append(part)
        return children


def part_tree(
    course: Curriculum, topic: Topic, facts: Facts, background: str, notes: Mapping[int | None, Note]
) -> PartTree:
    parts = course.parts.get(topic.pk, ())
    return PartTree(
        topic=topic,
        background=background,
        marks=tuple(facts.part_marks.get(part.pk) for part in parts),
        notes={part.pk: notes[part.pk] for part in parts if part.pk in notes},
        parts=parts,
    )


@dataclass(frozen=True)
class ItemList:
    """One of the lists a topic or part may have: its heading and its lines."""

    kind: str
    title: str
    lines: tuple[str, ...]


def item_lists(node: Topic | Subtopic) -> tuple[ItemList, ...]:
    """Return its lists, without the abbreviations, which only the study log reads."""
    lines: dict[str, list[str]] = defaultdict(list)
    for item in node.items.all():
        lines[item.kind].append(item.text_html)
    titles = {kind: title for kind, title in ItemKind.choices if kind != ItemKind.ABBREVIATIONS}
    return tuple(ItemList(kind, str(titles[kind]).capitalize(), tuple(lines[kind])) for kind in titles if kind in lines)
