"""A mentor of a section sees it first, in the grid, the queue and at home, and everybody with one click."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.mentor_queue.actions import claim_next
from cohorts.needs.queries import mentor_home
from cohorts.sections.models import CohortSection
from cohorts.tests.conftest import Learner
from cohorts.threads.actions import open_thread
from cohorts.threads.models import Thread
from curriculum.models import Topic

ClientOf = Callable[[User], Client]


@pytest.fixture
def bo(spring: Cohort, new_learner: Learner) -> User:
    return new_learner(spring, "Bo Li")


@pytest.fixture
def class_b(ada: User, bo: User, emmy: User, spring: Cohort, roadmap: None) -> CohortSection:
    """Bo's section, which Emmy mentors. Ada is in Class A."""
    first = CohortSection.objects.create(cohort=spring, name="Class A")
    second = CohortSection.objects.create(cohort=spring, name="Class B")
    spring.memberships.filter(user=ada).update(section=first)
    spring.memberships.filter(user=bo).update(section=second)
    second.mentors.set(spring.memberships.filter(user=emmy))
    return second


@pytest.fixture
def questions(ada: User, bo: User, spring: Cohort, class_b: CohortSection) -> dict[User, Thread]:
    """Ada asked first."""
    return {
        learner: open_thread(person=learner, learner=learner, cohort=spring, about=None, text="Why?", uid=uuid4())
        for learner in (ada, bo)
    }


def shown(client: Client, query: str = "") -> set[str]:
    return {str(row.learner) for row in client.get(f"/cohorts/spring/{query}").context["grid"].rows}


def test_the_grid_shows_the_own_section_first(
    ada: User, bo: User, emmy: User, lena: User, class_b: CohortSection, client_of: ClientOf
) -> None:
    assert shown(client_of(emmy)) == {"Bo Li"}
    assert shown(client_of(emmy), "?section=all") == {"Ada", "Bo Li"}
    assert shown(client_of(lena)) == {"Ada", "Bo Li"}
    assert shown(client_of(lena), f"?section={class_b.uid}") == {"Bo Li"}
    assert shown(client_of(lena), "?section=none") == set()
    assert shown(client_of(lena), f"?section={uuid4()}") == {"Ada", "Bo Li"}


def test_an_empty_section_still_has_its_controls(
    emmy: User, spring: Cohort, class_b: CohortSection, client_of: ClientOf
) -> None:
    spring.memberships.filter(section=class_b).update(section=None)
    page = client_of(emmy).get("/cohorts/spring/")
    assert not page.context["grid"].rows
    assert 'name="section"' in page.text


def test_the_file_and_the_script_name_the_section(
    emmy: User, lena: User, class_b: CohortSection, client_of: ClientOf, api_of: ClientOf
) -> None:
    text = client_of(lena).get("/cohorts/spring/grid.csv").content.decode("utf-8-sig")
    assert {line["name"]: line["section"] for line in csv.DictReader(io.StringIO(text))} == {
        "Ada": "Class A",
        "Bo Li": "Class B",
    }
    own_file = client_of(emmy).get("/cohorts/spring/grid.csv").content.decode("utf-8-sig")
    assert {line["name"] for line in csv.DictReader(io.StringIO(own_file))} == {"Bo Li"}
    rows = api_of(emmy).get("/api/v1/cohorts/spring/grid/").json()["results"]
    assert {row["name"]: row["section"] for row in rows} == {"Ada": "Class A", "Bo Li": "Class B"}
    mine = api_of(emmy).get("/api/v1/cohorts/spring/grid/?section=mine").json()["results"]
    assert [row["name"] for row in mine] == ["Bo Li"]


def test_the_queue_shows_the_own_section_first(
    ada: User, bo: User, emmy: User, questions: dict[User, Thread], client_of: ClientOf
) -> None:
    client = client_of(emmy)
    own = client.get("/questions/queue/").context["queue"]
    assert [item.thread for item in own.items] == [questions[bo]]
    everybody = client.get("/questions/queue/?section=all").context["queue"]
    assert [item.thread for item in everybody.items] == [questions[ada], questions[bo]]


def test_the_next_question_is_of_the_own_section_and_then_of_the_others(
    ada: User, bo: User, emmy: User, questions: dict[User, Thread]
) -> None:
    assert claim_next(mentor=emmy) == questions[bo]
    assert claim_next(mentor=emmy) == questions[ada]


def test_who_asks_for_everybody_gets_the_oldest(
    ada: User, emmy: User, questions: dict[User, Thread], client_of: ClientOf
) -> None:
    answer = client_of(emmy).post("/questions/queue/next/?section=all")
    assert str(questions[ada].uid) in answer["Location"]


def test_home_shows_the_own_section_first(
    ada: User, bo: User, emmy: User, questions: dict[User, Thread], client_of: ClientOf
) -> None:
    def labels(query: str) -> set[str]:
        page = client_of(emmy).get(f"/{query}").context["page"]
        return {line.label for needs in page.cohorts for line in needs.lines}

    assert labels("") == {"Bo Li"}
    assert labels("?section=all") == {"Ada", "Bo Li"}


def test_the_links_of_a_page_that_shows_everybody_show_everybody(
    ada: User, bo: User, emmy: User, spring: Cohort, class_b: CohortSection, new_learner: Learner, client_of: ClientOf
) -> None:
    """Five ask about one topic, four of whom aren't in Emmy's section."""
    topic, asking = Topic.objects.get(uid="calculus"), [ada, bo, *(new_learner(spring, f"L{n}") for n in range(3))]
    for learner in asking:
        open_thread(person=learner, learner=learner, cohort=spring, about=topic, text="Why?", uid=uuid4())
    client = client_of(emmy)
    [line] = client.get("/?section=all").context["page"].cohorts[0].lines
    grid = client.get("/cohorts/spring/?section=all").context["grid"]
    assert 'href="/questions/queue/?section=all"' in client.get("/?section=all").text
    for link in (line.href, grid.first_shared.href):
        assert {item.thread.learner for item in client.get(link).context["queue"].items} == set(asking)
    [line] = client.get("/").context["page"].cohorts[0].lines
    assert line.label == "Bo Li"


def test_the_inactive_of_everybody_lead_to_everybody(
    emmy: User, spring: Cohort, class_b: CohortSection, new_learner: Learner, client_of: ClientOf
) -> None:
    for number in range(4):
        new_learner(spring, f"L{number}")
    spring.memberships.update(joined_on=timezone.localdate() - timedelta(days=30))
    client = client_of(emmy)
    [line] = client.get("/?section=all").context["page"].cohorts[0].lines
    shown_there = {str(row.learner) for row in client.get(line.href).context["grid"].rows}
    assert shown_there == {"Ada", "Bo Li", "L0", "L1", "L2", "L3"}


def test_cohorts_without_an_own_section_are_shown_whole(
    ada: User, bo: User, emmy: User, spring: Cohort, questions: dict[User, Thread]
) -> None:
    autumn = Cohort.objects.create(slug="autumn", title="Autumn", started_on="2026-09-07")
    for person, role in ((emmy, "mentor"), (ada, "learner")):
        autumn.memberships.create(user=person, role=role)
    thread = open_thread(person=ada, learner=ada, cohort=autumn, about=None, text="How?", uid=uuid4())
    assert set(Thread.objects.to_review_by(emmy).in_own_sections_of(emmy)) == {questions[bo], thread}
    home = mentor_home(emmy, now=timezone.now())
    assert {str(needs.cohort): needs.learners for needs in home.cohorts} == {"Spring": 1, "Autumn": 1}


def test_sections_hide_nothing(ada: User, emmy: User, class_b: CohortSection, client_of: ClientOf) -> None:
    assert client_of(emmy).get(f"/cohorts/spring/learners/{ada.uid}/").status_code == 200


def test_pages_cost_the_same_for_any_number_of_sections(
    emmy: User, spring: Cohort, class_b: CohortSection, new_learner: Learner, client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries, django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client, member = client_of(emmy), spring.memberships.get(user=emmy)
    for page, bound in (("/cohorts/spring/sections/", 12), ("/cohorts/spring/members/", 12), ("/questions/queue/", 20)):
        client.get(page)
        with django_assert_max_num_queries(bound) as few:
            client.get(page)
        for number in range(3):
            section = CohortSection.objects.create(cohort=spring, name=f"{page} {number}".replace("/", " "))
            section.mentors.add(member)
            learner = new_learner(spring, f"{'abc'[number]}{page.count('c')} {section}")
            spring.memberships.filter(user=learner).update(section=section)
        with django_assert_num_queries(len(few)):
            client.get(page)
