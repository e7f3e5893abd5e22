"""The roadmap as a reference: sections, topics and their parts, filtered by stars and by words."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from curriculum.landscape import Landscape
from curriculum.models import Stars, Subtopic
from curriculum.ranges import HoursRange
from progress.durations import normalize
from progress.models import TopicMark
from progress.queries.landscape import landscape_of
from progress.queries.outline import Outline, SectionLine, TopicLine, outline_for
from progress.rules import State


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
        known = int(stars) if stars.isascii() and stars.isdigit() and int(stars) in Stars.values else None
        return cls(known, normalize(query)[:100])


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
    outline: Outline
    landscape: Landscape | None
    filter: Filter
    sections: tuple[SectionRows, ...]
    found: int

    @property
    def star_choices(self) -> list[tuple[int, str]]:
        return [(level.value, str(level.label)) for level in reversed(Stars)]


def roadmap_page(learner: User | None, chosen: Filter) -> RoadmapPage:
    outline = outline_for(learner)
    trees = _trees(learner, outline, chosen)
    sections = []
    for section in outline.sections:
        rows = [_topic_row(topic, trees.get(topic.pk, ()), chosen) for topic in section.topics]
        kept = tuple(row for row in rows if row)
        if kept or not chosen.is_set:
            sections.append(SectionRows(section, kept))
    found = sum(_found(row.parts) + (not row.is_context) for rows in sections for row in rows.topics)
    return RoadmapPage(outline, landscape_of(outline), chosen, tuple(sections), found)


def _topic_row(topic: TopicLine, parts: Sequence[PartRow], chosen: Filter) -> TopicRow | None:
    hit = chosen.lets_through(topic.stars, topic.number, topic.title, topic.label, topic.note)
    return TopicRow(topic, tuple(parts), is_context=not hit) if hit or parts else None


def _trees(learner: User | None, outline: Outline, chosen: Filter) -> dict[int, tuple[PartRow, ...]]:
    """The parts that the filter lets through, with their parents, by topic. Two queries."""
    marks = dict(
        TopicMark.objects.filter(learner=learner, subtopic__isnull=False).values_list("subtopic_id", "state")
        if learner
        else ()
    )
    children: dict[tuple[int, int | None], list[Subtopic]] = defaultdict(list)
    for part in Subtopic.objects.current().defer("body", "body_html", "why", "why_html"):
        children[part.topic_id, part.parent_id].append(part)

    def rows(topic: int, parent: int | None) -> tuple[PartRow, ...]:
        found = []
        for part in children[topic, parent]:
            below = rows(topic, part.pk)
            hit = chosen.lets_through(part.stars, part.title, part.note)
            if hit or below:
                state, hours = State(marks.get(part.pk, State.TODO)), part.hours_for(outline.background)
                found.append(PartRow(part.uid, part.title, part.stars, hours, state, below, is_context=not hit))
        return tuple(found)

    return {topic: rows(topic, None) for topic in outline.topics}


def _found(parts: Sequence[PartRow]) -> int:
    return sum(_found(part.parts) + (not part.is_context) for part in parts)
