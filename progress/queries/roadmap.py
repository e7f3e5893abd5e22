"""The roadmap as a reference: sections, topics and their parts, filtered by stars and by words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.models import User
from curriculum.landscape import Landscape
from curriculum.models import Stars, Subtopic
from curriculum.ranges import HoursRange
from progress.durations import normalize
from progress.queries.landscape import landscape_of
from progress.queries.outline import Outline, SectionLine, TopicLine, outline_for
from progress.rules import State, topic_state


@dataclass(frozen=True)
class Filter:
    """What the reader looks for. Both must hold of the same topic or part."""

    stars: int | None = None
    query: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.stars or self.query)

    def lets_through(self, stars: int | None, *texts: str) -> bool:
        if self.stars and stars != self.stars:
            return False
        text = " ".join(texts).casefold()
        return all(word in text for word in self.query.casefold().split())

    @classmethod
    def from_query(cls, stars: str, query: str) -> "Filter":
        """From what stands in the address; what makes no sense filters nothing."""
        known = {str(value): value for value in Stars.values}
        return cls(known.get(stars), normalize(query)[:100])


@dataclass(frozen=True)
class PartRow:
    """A subtopic in the reference. One that is only there for its parts is context."""

    uid: str
    title: str
    stars: int | None
    hours: HoursRange | None
    state: State
    parts: tuple["PartRow", ...]
    is_context: bool


@dataclass(frozen=True)
class TopicRow:
    topic: TopicLine
    parts: tuple[PartRow, ...]
    is_context: bool


@dataclass(frozen=True)
class SectionRows:
    section: SectionLine
    topics: tuple[TopicRow, ...]


@dataclass(frozen=True)
class RoadmapPage:
    """``in_text``: no name has the words, so the texts were searched."""

    outline: Outline
    landscape: Landscape | None
    filter: Filter
    sections: tuple[SectionRows, ...]
    found: int
    in_text: bool

    @property
    def star_choices(self) -> list[tuple[int, str]]:
        return [(level.value, str(level.label)) for level in reversed(Stars)]


def roadmap_page(learner: User | None, chosen: Filter) -> RoadmapPage:
    outline = outline_for(learner)
    reference = _Reference.read(outline, with_texts=bool(chosen.query))
    sections, in_text = reference.sections(chosen), False
    if chosen.query and not sections:
        sections, in_text = reference.sections(chosen, in_text=True), True
    found = sum(_found(row.parts) + (not row.is_context) for rows in sections for row in rows.topics)
    return RoadmapPage(outline, landscape_of(outline), chosen, sections, found, in_text)


@dataclass(frozen=True)
class _Reference:
    """All topics and parts with the learner's marks, ready to be filtered."""

    outline: Outline
    children: Mapping[tuple[int, int | None], Sequence[Subtopic]]
    """By topic and parent."""
    marks: Mapping[int, str]
    texts: Mapping[int, str]
    """What the topics say, where a search needs it."""

    @classmethod
    def read(cls, outline: Outline, *, with_texts: bool) -> "_Reference":
        children: dict[tuple[int, int | None], list[Subtopic]] = defaultdict(list)
        for topic, parts in outline.curriculum.parts.items():
            for part in parts:
                children[topic, part.parent_id].append(part)
        topics = outline.curriculum.topics
        texts = {pk: f"{topic.why} {topic.body}" for pk, topic in topics.items()} if with_texts else {}
        return cls(outline, children, outline.facts.part_marks, texts)

    def sections(self, chosen: Filter, *, in_text: bool = False) -> tuple[SectionRows, ...]:
        """What the filter lets through, under its sections. Without a filter the sections without topics stay."""
        found = []
        for section in self.outline.sections:
            rows = tuple(row for topic in section.topics if (row := self._topic(topic, chosen, in_text)))
            if rows or not chosen.is_set:
                found.append(SectionRows(section, rows))
        return tuple(found)

    def _topic(self, topic: TopicLine, chosen: Filter, in_text: bool) -> TopicRow | None:
        texts = [topic.number, topic.title, topic.label, topic.note, self.texts[topic.pk] if in_text else ""]
        parts, hit = self._parts(topic.pk, None, chosen, in_text), chosen.lets_through(topic.stars, *texts)
        return TopicRow(topic, parts, is_context=not hit) if hit or parts else None

    def _parts(self, topic: int, parent: int | None, chosen: Filter, in_text: bool) -> tuple[PartRow, ...]:
        """The parts that the filter lets through, with their parents."""
        rows = []
        for part in self.children.get((topic, parent), ()):
            below = self._parts(topic, part.pk, chosen, in_text)
            texts = [part.title, part.note, f"{part.why} {part.body}" if in_text else ""]
            hit = chosen.lets_through(part.stars, *texts)
            if hit or below:
                hours = part.hours_for(self.outline.background)
                rows.append(PartRow(part.uid, part.title, part.stars, hours, self._state(part), below, not hit))
        return tuple(rows)

    def _state(self, part: Subtopic) -> State:
        inner = [self._state(child) for child in self.children.get((part.topic_id, part.pk), ())]
        return topic_state(mark=self.marks.get(part.pk), parts=[state.as_mark for state in inner], begun=False)


def _found(parts: Sequence[PartRow]) -> int:
    return sum(_found(part.parts) + (not part.is_context) for part in parts)
