"""A topic's parts as a tree with the learner's marks and notes, and the lists that a topic or part has."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

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


def part_lines(
    course: Curriculum, topic: Topic, facts: Facts, background: str, notes: Mapping[int | None, Note]
) -> tuple[PartLine, ...]:
    """The topmost parts of a topic with the learner's marks and notes."""
    children: dict[int | None, list[Subtopic]] = defaultdict(list)
    for part in course.parts.get(topic.pk, ()):
        children[part.parent_id].append(part)

    def line(part: Subtopic) -> PartLine:
        inner = tuple(map(line, children[part.pk]))
        is_skip_advised = bool(part.skip_if or topic.skip_if)
        marks = [effective_mark(child.state.as_mark, is_skip_advised=is_skip_advised) for child in inner]
        state = topic_state(mark=facts.part_marks.get(part.pk), parts=marks, is_begun=False)
        return PartLine(
            part=part,
            hours=part.hours_for(background),
            state=state,
            note=notes.get(part.pk),
            advice=skip_sentence(state, is_skip_advised=is_skip_advised),
            parts=inner,
        )

    return tuple(map(line, children[None]))


@dataclass(frozen=True)
class ItemList:
    """One of the lists a topic or part may have: its heading and its lines."""

    kind: str
    title: str
    lines: tuple[str, ...]


def item_lists(node: Topic | Subtopic) -> tuple[ItemList, ...]:
    """Return its lists, without those that aren't texts: the abbreviations and the exercises."""
    lines: dict[str, list[str]] = defaultdict(list)
    for item in node.items.all():
        lines[item.kind].append(item.text_html)
    titles = {
        kind: title for kind, title in ItemKind.choices if kind not in (ItemKind.ABBREVIATIONS, ItemKind.EXERCISES)
    }
    return tuple(ItemList(kind, str(titles[kind]).capitalize(), tuple(lines[kind])) for kind in titles if kind in lines)
