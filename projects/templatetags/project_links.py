"""Links to projects on the pages of apps that know none."""

from collections.abc import Iterable

from django import template

from curriculum.models import Topic
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
