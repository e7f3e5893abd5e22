"""Links to projects on the pages of apps that know none."""

from collections.abc import Iterable

from django import template

from curriculum.models import Topic
from lib.durations import CountRange
from progress.outline.outline import Outline
from progress.outline.phase_lines import PhaseLine
from projects.catalogue import Project, projects

register = template.Library()


@register.inclusion_tag("projects/topic_projects.html")
def topic_projects(topic: str) -> dict[str, list[Project]]:
    """The projects that build on the topic with this uid. No query."""
    return {"projects": [project for project in projects().values() if topic in project.topics]}


@register.simple_tag
def project_count(topics: Iterable[Topic]) -> int:
    """How many projects build on one of these topics. No query."""
    uids = {topic.uid for topic in topics}
    return sum(not uids.isdisjoint(project.topics) for project in projects().values())


@register.simple_tag
def roadmap_projects(outline: Outline, phase: PhaseLine | None = None) -> list[Project]:
    """The projects of a roadmap, or those whose last topic is in this phase of it. No query."""
    places = {topic.uid: place for place, topic in enumerate(outline.path)}
    found = [project for project in projects().values() if project.roadmap == outline.roadmap.uid]
    if phase is None:
        return found
    ends = {topic.uid for topic in phase.topics}
    return [each for each in found if max(each.topics, key=lambda uid: places.get(uid, -1)) in ends]


@register.filter
def hours_together(found: Iterable[Project]) -> CountRange:
    ends = [project.hours.ends for project in found]
    return CountRange(sum(low for low, _ in ends), sum(high for _, high in ends))
