"""The demo's projects: one in each state that a page can show, made by the same actions as a learner's."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cohorts.demo import make_demo
from cohorts.needs.queries import mentor_home
from projects.demo import make_projects
from projects.models import ProjectReview, ProjectWork
from projects.queries import newest_decisions

pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def works() -> dict[str, ProjectWork]:
    """By the first name of the learner."""
    make_demo(today=timezone.localdate(), reports={})
    make_projects(today=timezone.localdate(), grade=False)
    return {work.learner.name.split()[0]: work for work in ProjectWork.objects.select_related("learner")}


def test_one_is_signed_off_two_wait_and_one_is_under_way(works: dict[str, ProjectWork]) -> None:
    decisions = newest_decisions(list(works.values()))
    states = {name: work.state(decisions.get(work.pk)) for name, work in works.items()}
    assert states == {"Nora": "approved", "Grete": "waiting", "Hiro": "waiting", "Daniel": "draft"}
    assert [name for name, work in works.items() if work.is_public] == ["Nora"]


def test_what_happened_is_in_the_past_and_in_order(works: dict[str, ProjectWork]) -> None:
    for work in works.values():
        days = list(work.milestones.order_by("pk").values_list("reached_on", flat=True))
        assert [work.started_on, *days] == sorted([work.started_on, *days])
        assert days[-1] <= (work.handed_in_at or timezone.now()).astimezone(work.learner.zone).date()
    for review in ProjectReview.objects.submitted():
        assert review.work.handed_in_at
        assert review.submitted_at
        assert review.work.handed_in_at < review.submitted_at <= timezone.now()


def test_its_mentor_finds_what_waits(works: dict[str, ProjectWork], client: Client) -> None:
    mentor = User.objects.get(name="Emil Novak")
    hrefs = {line.href for needs in mentor_home(mentor, now=timezone.now()).cohorts for line in needs.lines}
    assert {works[name].get_absolute_url() for name in ("Grete", "Hiro")} <= hrefs
    client.force_login(mentor)
    assert client.get(works["Grete"].get_absolute_url()).status_code == 200
