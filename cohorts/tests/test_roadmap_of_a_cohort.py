"""A cohort has a roadmap: its plan and grid are about that one, and its learners follow it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.actions import clone_cohort, set_roadmap
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.grid.queries import cohort_grid
from cohorts.learner_page.queries import learner_page
from cohorts.members.actions import add_members
from cohorts.plan.actions import save_plan
from curriculum.models import Roadmap, Topic
from progress.roadmap.actions import choose_roadmap
from progress.roadmap.roadmaps import curriculum, curriculum_of
from progress.topic.actions import mark_topic
from progress.topic.rules import TopicState
from tests.second_roadmap import OWN, SECOND, SHARED

ClientOf = Callable[[User], Client]
FIELDS = {"title": "Spring", "started_on": "2026-03-02", "max_learners": "30"}
EDIT = reverse("cohorts:edit_cohort", args=["spring"])
pytestmark = pytest.mark.usefixtures("emmy")


@pytest.fixture
def spring(emmy: User, second_roadmap: Roadmap) -> Cohort:
    """Ada's cohort, which learns the second roadmap."""
    Membership.objects.filter(user=emmy).update(role=CohortRole.LEAD)
    set_roadmap(person=emmy, cohort=Cohort.objects.get(), roadmap=second_roadmap)
    return Cohort.objects.get()


def own_roadmap(learner: User) -> str:
    return curriculum_of(User.objects.get(pk=learner.pk)).roadmap.uid


def test_its_grid_and_pace_are_about_its_roadmap(spring: Cohort, ada: User) -> None:
    choose_roadmap(learner=ada, roadmap=curriculum().roadmap)
    mark_topic(learner=ada, topic=Topic.objects.get(uid=SHARED), state=TopicState.DONE)
    grid = cohort_grid(spring, now=timezone.now())
    assert [phase.title for phase in grid.phases] == ["A first endpoint"]
    member = spring.memberships.select_related("user", "cohort").get(user=ada)
    assert learner_page(member, now=timezone.now()).pace
    assert {topic.uid for topic in grid.learners[0].progress.curriculum.topics.values()} == {OWN, SHARED}
    assert grid.learners[0].progress.states[Topic.objects.get(uid=SHARED).pk] == TopicState.DONE


def test_its_plan_is_about_its_roadmap(spring: Cohort, emmy: User, client_of: ClientOf) -> None:
    url = reverse("cohorts:edit_plan", args=[spring.slug])
    page = client_of(emmy).get(url)
    assert [phase.title for phase in page.context["form"].phases] == ["A first endpoint"]
    topic = Topic.objects.get(uid=OWN)
    client_of(emmy).post(url, {f"topic-{topic.pk}": "3"})
    assert spring.due_weeks.get().topic == topic


def test_learners_follow_it_unless_they_have_chosen_one(spring: Cohort, ada: User, carl: User, emmy: User) -> None:
    assert own_roadmap(ada) == SECOND
    choose_roadmap(learner=carl, roadmap=curriculum().roadmap)
    add_members(person=emmy, cohort=spring, people=[carl], role=CohortRole.LEARNER)
    assert own_roadmap(carl) == curriculum().roadmap.uid


def test_whoever_joins_follows_it(spring: Cohort, carl: User, emmy: User) -> None:
    add_members(person=emmy, cohort=spring, people=[carl], role=CohortRole.LEARNER)
    assert own_roadmap(carl) == SECOND
    assert own_roadmap(emmy) == curriculum().roadmap.uid


def test_a_lead_chooses_it_in_the_form(emmy: User, ada: User, client_of: ClientOf, second_roadmap: Roadmap) -> None:
    Membership.objects.filter(user=emmy).update(role=CohortRole.LEAD)
    client_of(emmy).post(EDIT, {**FIELDS, "sends_nudges": "on", "roadmap": SECOND})
    assert Cohort.objects.get().roadmap == second_roadmap
    assert own_roadmap(ada) == SECOND


def test_a_plan_for_the_other_roadmap_is_not_lost(spring: Cohort, emmy: User, client_of: ClientOf) -> None:
    phase = spring.roadmap.phases.get() if spring.roadmap else None
    assert phase
    save_plan(person=emmy, cohort=spring, phases={phase.pk: 2}, topics={})
    page = client_of(emmy).post(EDIT, {**FIELDS, "title": "Other", "roadmap": curriculum().roadmap.uid})
    assert page.context["form"].errors["roadmap"]
    spring.refresh_from_db()
    assert (spring.title, spring.roadmap and spring.roadmap.uid, spring.due_weeks.count()) == ("Spring", SECOND, 1)


@pytest.mark.usefixtures("roadmap")
def test_with_one_roadmap_there_is_nothing_to_choose(grace: User, client_of: ClientOf) -> None:
    assert "roadmap" not in client_of(grace).get(EDIT).context["form"].fields


def test_a_clone_has_the_same_roadmap(spring: Cohort, emmy: User) -> None:
    clone = clone_cohort(person=emmy, cohort=spring, title="Autumn", started_on=spring.started_on)
    assert clone.roadmap == spring.roadmap
