"""Sections of the roadmap with their topics."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from lib.ranges import HoursRange
from progress.roadmap.curriculum import Curriculum
from progress.topic.lines import TopicLine


@dataclass(frozen=True, kw_only=True)
class SectionLine:
    pk: int
    number: str
    title: str
    note: str
    body_html: str
    hours: HoursRange | None
    topics: tuple[TopicLine, ...]


def section_lines(course: Curriculum, topics: Mapping[int, TopicLine], background: str) -> tuple[SectionLine, ...]:
    by_section: dict[int, list[TopicLine]] = defaultdict(list)
    for topic in topics.values():
        by_section[topic.section_id].append(topic)
    return tuple(
        SectionLine(
            pk=row.pk,
            number=row.number,
            title=row.title,
            note=row.note,
            body_html=row.body_html,
            hours=row.hours_for(background),
            topics=tuple(by_section[row.pk]),
        )
        for row in course.sections
    )
