"""The roadmap as a reference: sections, topics and their parts, filtered by stars and by words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.models import User
from curriculum.models import Stars, Subtopic
from lib.durations import HoursRange
from progress.log_line.durations import normalize
from progress.outline.outline import Outline, SectionLine, outline_for
from progress.roadmap.curriculum import Curriculum
from progress.topic.lines import TopicLine
from progress.topic.rules import TopicState, topic_state


@dataclass(frozen=True)
class RoadmapFilter:
    """The stars and the words to look for. Both must hold of the same topic or part."""

    stars: int | None = None
    query: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.stars or self.query)

    def matches(self, stars: int | None, *texts: str) -> bool:
        if self.stars and stars != self.stars:
            return False
        text = " ".join(texts).casefold()
        return all(word in text for word in self.query.casefold().split())

    @classmethod
    def from_query(cls, stars: str, query: str) -> "RoadmapFilter":
        """Read it from the query string. Values that make no sense filter nothing."""
        stars_by_text = {str(value): value for value in Stars.values}
        return cls(stars_by_text.get(stars), normalize(query)[:100])


@dataclass(frozen=True, kw_only=True)
class PartRow:
    """A subtopic in the reference. One that is only there for its parts is context."""

    uid: str
    title: str
    stars: int | None
    hours: HoursRange | None
    state: TopicState
    parts: tuple["PartRow", ...]
    is_context: bool


@dataclass(frozen=True)
class TopicRow:
    topic: TopicLine
    parts: tuple[PartRow, ...]
    is_context: bool


@dataclass(frozen=True, kw_only=True)
class ReferencePage:
    outline: Outline
    reference: "Reference"
    filter: RoadmapFilter
    matches: Mapping[int, TopicRow]
    """The topics that the filter lets through."""
    in_text: bool = False
    """No name has the words, so the texts were searched."""

    @property
    def star_choices(self) -> list[tuple[int, str]]:
        return [(level.value, str(level.label)) for level in reversed(Stars)]

    @property
    def match_count(self) -> int:
        return sum(_count_matches(row.parts) + (not row.is_context) for row in self.matches.values())

    @property
    def sections(self) -> list[tuple[SectionLine, Sequence[TopicLine]]]:
        """All sections, or those with matches, with the topics to show."""
        if not self.filter.is_set:
            return [(section, section.topics) for section in self.outline.sections]
        sections = [
            (section, [topic for topic in section.topics if topic.pk in self.matches])
            for section in self.outline.sections
        ]
        return [(section, topics) for section, topics in sections if topics]

    def row_of(self, topic: TopicLine) -> TopicRow:
        return self.matches.get(topic.pk) or self.reference.row_of(topic)


def reference_page(learner: User | None, filters: RoadmapFilter, course: Curriculum) -> ReferencePage:
    outline = outline_for(learner, course)
    reference = Reference.of(outline, with_texts=bool(filters.query))
    matches, in_text = reference.find_rows(filters) if filters.is_set else {}, False
    if filters.query and not matches:
        matches, in_text = reference.find_rows(filters, in_text=True), True
    return ReferencePage(
        outline=outline,
        reference=reference,
        filter=filters,
        matches=matches,
        in_text=in_text,
    )


@dataclass(frozen=True, kw_only=True)
class Reference:
    """All topics and parts with the learner's marks, ready to be filtered."""

    outline: Outline
    children: Mapping[tuple[int, int | None], Sequence[Subtopic]]
    """By topic and parent."""
    marks: Mapping[int, str]
    texts: Mapping[int, str]
    """The texts of the topics, where a search needs them."""

    @classmethod
    def of(cls, outline: Outline, *, with_texts: bool) -> "Reference":
        children: dict[tuple[int, int | None], list[Subtopic]] = defaultdict(list)
        for topic, parts in outline.curriculum.parts.items():
            for part in parts:
                children[topic, part.parent_id].append(part)
        topics = outline.curriculum.topics
        texts = {pk: f"{topic.why} {topic.body}" for pk, topic in topics.items()} if with_texts else {}
        return cls(outline=outline, children=children, marks=outline.facts.part_marks, texts=texts)

    def find_rows(self, filters: RoadmapFilter, *, in_text: bool = False) -> dict[int, TopicRow]:
        """Return the topics that the filter lets through."""
        rows = {pk: self._topic(topic, filters, in_text) for pk, topic in self.outline.topics.items()}
        return {pk: row for pk, row in rows.items() if row}

    def row_of(self, topic: TopicLine) -> TopicRow:
        """Return the topic with all its parts."""
        return TopicRow(topic, self._parts(topic.pk, None, RoadmapFilter(), in_text=False), is_context=False)

    def marks_of(self, topic: TopicLine) -> tuple[str | None, ...]:
        """Return the marks of its parts, on which its row depends."""
        return tuple(self.marks.get(part.pk) for part in self.outline.curriculum.parts.get(topic.pk, ()))

    def _topic(self, topic: TopicLine, filters: RoadmapFilter, in_text: bool) -> TopicRow | None:
        texts = [topic.number, topic.title, topic.label, topic.note, self.texts[topic.pk] if in_text else ""]
        parts, matches = self._parts(topic.pk, None, filters, in_text), filters.matches(topic.stars, *texts)
        return TopicRow(topic, parts, is_context=not matches) if matches or parts else None

    def _parts(self, topic: int, parent: int | None, filters: RoadmapFilter, in_text: bool) -> tuple[PartRow, ...]:
        """Return the parts that the filter lets through, with their parents."""
        rows = []
        for part in self.children.get((topic, parent), ()):
            inner = self._parts(topic, part.pk, filters, in_text)
            texts = [part.title, part.note, f"{part.why} {part.body}" if in_text else ""]
            matches = filters.matches(part.stars, *texts)
            if matches or inner:
                hours = part.hours_for(self.outline.background)
                rows.append(
                    PartRow(
                        uid=part.uid,
                        title=part.title,
                        stars=part.stars,
                        hours=hours,
                        state=self._state(part),
                        parts=inner,
                        is_context=not matches,
                    )
                )
        return tuple(rows)

    def _state(self, part: Subtopic) -> TopicState:
        inner = [self._state(child) for child in self.children.get((part.topic_id, part.pk), ())]
        return topic_state(mark=self.marks.get(part.pk), parts=[state.as_mark for state in inner], is_begun=False)


def _count_matches(parts: Sequence[PartRow]) -> int:
    return sum(_count_matches(part.parts) + (not part.is_context) for part in parts)
