"""Where the projects stand on a roadmap's pages, with hours of their own."""

import pytest
from django.test import Client
from django.urls import reverse

from curriculum.models import Roadmap
from progress.outline.outline import Outline, outline_for
from progress.roadmap.roadmaps import curriculum
from projects.catalogue import projects
from projects.templatetags.project_links import hours_together, roadmap_projects
from tests.markup import squeeze

pytestmark = pytest.mark.usefixtures("both_roadmaps")


def outlines() -> list[Outline]:
    return [outline_for(None, curriculum(roadmap.pk)) for roadmap in Roadmap.objects.all()]


def test_each_project_has_one_place_after_all_its_topics() -> None:
    places = [
        (project, [topic.uid for earlier in outline.phases[: number + 1] for topic in earlier.topics])
        for outline in outlines()
        for number, phase in enumerate(outline.phases)
        for project in roadmap_projects(outline, phase)
    ]
    assert sorted(project.slug for project, _ in places) == sorted(projects())
    for project, topics in places:
        assert set(topics).issuperset(project.topics), project


def test_the_roadmap_says_which_hours_come_on_top(client: Client) -> None:
    for outline in outlines():
        found = roadmap_projects(outline)
        page = squeeze(client.get(outline.curriculum.addresses.roadmap).text)
        assert f"{hours_together(found)} hours on top" in page
        for project in found:
            assert f"{project.hours} h" in page
            assert reverse("projects:project_detail", args=[project.slug]) in page


def test_a_phase_lists_the_projects_at_its_end(client: Client) -> None:
    for outline in outlines():
        for phase in outline.phases:
            page = client.get(phase.url).text
            for project in projects().values():
                address = reverse("projects:project_detail", args=[project.slug])
                assert (address in page) == (project in roadmap_projects(outline, phase))
