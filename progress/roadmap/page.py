"""The roadmap as a reference: sections, topics and their parts, filtered by stars and by words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.models import User
from curriculum.models import Stars, Subtopic
from lib.ranges import HoursRange
from progress.log_line.durations import normalize
from progress.outline.outline import Outline, SectionLine, outline_for
from progress.roadmap.curriculum import Curriculum
from progress.roadmap.map import map_of
from progress.roadmap.roadmaps import RoadmapOption, roadmap_options
from progress.topic.lines import TopicLine
from progress.topic.rules import TopicState, topic_state


@dataclass(frozen=True)
class RoadmapFilter:
    """What the reader looks for. Both must hold of the same topic or part."""

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


@dataclass(frozen=True)
class SectionRows:
    section: SectionLine
    topics: tuple[SafeString, ...]
    """Each topic with its parts, as an item of a list."""


@dataclass(frozen=True, kw_only=True)
class RoadmapPage:
    """``in_text``: no name has the words, so the texts were searched."""

    outline: Outline
    options: Sequence[RoadmapOption]
    """The roadmaps of the site, if there are several."""
    map: SafeString
    filter: RoadmapFilter
    sections: tuple[SectionRows, ...]
    match_count: int
    in_text: bool

    @property
    def star_choices(self) -> list[tuple[int, str]]:
        return [(level.value, str(level.label)) for level in reversed(Stars)]


def roadmap_page(learner: User | None, filters: RoadmapFilter, course: Curriculum | None = None) -> RoadmapPage:
    """Of the learner's own roadmap, or of another one."""
    outline = outline_for(learner, course)
    options = roadmap_options(learner, outline.curriculum)
    reference = _Reference.read(outline, learner, with_texts=bool(filters.query))
    if not filters.is_set:
        return RoadmapPage(
            outline=outline,
            options=options,
            map=map_of(outline),
            filter=filters,
            sections=reference.all_sections(),
            match_count=0,
            in_text=False,
        )
    rows, in_text = reference.find_rows(filters), False
    if filters.query and not rows:
        rows, in_text = reference.find_rows(filters, in_text=True), True
    match_count = sum(_count_matches(row.parts) + (not row.is_context) for row in rows.values())
    return RoadmapPage(
        outline=outline,
        options=options,
        map=map_of(outline),
        filter=filters,
        sections=reference.under_sections(rows),
        match_count=match_count,
        in_text=in_text,
    )


@dataclass(frozen=True, kw_only=True)
class _Reference:
    """All topics and parts with the learner's marks, ready to be filtered."""

    outline: Outline
    learner: User | None
    children: Mapping[tuple[int, int | None], Sequence[Subtopic]]
    """By topic and parent."""
    marks: Mapping[int, str]
    texts: Mapping[int, str]
    """What the topics say, where a search needs it."""

    @classmethod
    def read(cls, outline: Outline, learner: User | None, *, with_texts: bool) -> "_Reference":
        children: dict[tuple[int, int | None], list[Subtopic]] = defaultdict(list)
        for topic, parts in outline.curriculum.parts.items():
            for part in parts:
                children[topic, part.parent_id].append(part)
        topics = outline.curriculum.topics
        texts = {pk: f"{topic.why} {topic.body}" for pk, topic in topics.items()} if with_texts else {}
        return cls(outline=outline, learner=learner, children=children, marks=outline.facts.part_marks, texts=texts)

    def all_sections(self) -> tuple[SectionRows, ...]:
        """All sections. A topic is rendered once for all learners with the same marks."""
        return tuple(
            SectionRows(section, tuple(self._cached_item(topic) for topic in section.topics))
            for section in self.outline.sections
        )

    def find_rows(self, filters: RoadmapFilter, *, in_text: bool = False) -> dict[int, TopicRow]:
        """What the filter lets through, by topic."""
        rows = {pk: self._topic(topic, filters, in_text) for pk, topic in self.outline.topics.items()}
        return {pk: row for pk, row in rows.items() if row}

    def under_sections(self, rows: Mapping[int, TopicRow]) -> tuple[SectionRows, ...]:
        """These topics under their sections; a section without any is left out."""
        sections = []
        for section in self.outline.sections:
            items = tuple(self._item(rows[topic.pk], is_filtered=True) for topic in section.topics if topic.pk in rows)
            if items:
                sections.append(SectionRows(section, items))
        return tuple(sections)

    def _cached_item(self, topic: TopicLine) -> SafeString:
        outline = self.outline
        marks = tuple(self.marks.get(part.pk) for part in outline.curriculum.parts.get(topic.pk, ()))
        is_here, signed_in = topic is outline.here, self.learner is not None
        key = ("topic", topic.pk, outline.background, topic.state, is_here, signed_in, marks)
        return outline.curriculum.fragments.get(key, lambda: self._item(self._everything(topic), is_filtered=False))

    def _everything(self, topic: TopicLine) -> TopicRow:
        return TopicRow(topic, self._parts(topic.pk, None, RoadmapFilter(), in_text=False), is_context=False)

    def _item(self, row: TopicRow, *, is_filtered: bool) -> SafeString:
        here = self.outline.here.uid if self.outline.here else None
        context = {"row": row, "here": here, "is_filtered": is_filtered, "user": self.learner}
        return render_to_string("progress/topic_item.html", context)

    def _topic(self, topic: TopicLine, filters: RoadmapFilter, in_text: bool) -> TopicRow | None:
        texts = [topic.number, topic.title, topic.label, topic.note, self.texts[topic.pk] if in_text else ""]
        parts, hit = self._parts(topic.pk, None, filters, in_text), filters.matches(topic.stars, *texts)
        return TopicRow(topic, parts, is_context=not hit) if hit or parts else None

    def _parts(self, topic: int, parent: int | None, filters: RoadmapFilter, in_text: bool) -> tuple[PartRow, ...]:
        """The parts that the filter lets through, with their parents."""
        rows = []
        for part in self.children.get((topic, parent), ()):
            below = self._parts(topic, part.pk, filters, in_text)
            texts = [part.title, part.note, f"{part.why} {part.body}" if in_text else ""]
            hit = filters.matches(part.stars, *texts)
            if hit or below:
                hours = part.hours_for(self.outline.background)
                rows.append(
                    PartRow(
                        uid=part.uid,
                        title=part.title,
                        stars=part.stars,
                        hours=hours,
                        state=self._state(part),
                        parts=below,
                        is_context=not hit,
                    )
                )
        return tuple(rows)

    def _state(self, part: Subtopic) -> TopicState:
        inner = [self._state(child) for child in self.children.get((part.topic_id, part.pk), ())]
        return topic_state(mark=self.marks.get(part.pk), parts=[state.as_mark for state in inner], is_begun=False)


def _count_matches(parts: Sequence[PartRow]) -> int:
    return sum(_count_matches(part.parts) + (not part.is_context) for part in parts)
