"""The grid for scripts: the same learners, in the same order, as on the page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.grid.choice import GridChoice, LearnerFilter, SortOrder
from cohorts.grid.queries import cohort_grid
from cohorts.tests.conftest import Learner, Study, Submit
from progress.plan.models import StudyPlan

ClientOf = Callable[[User], Client]
V1 = "/api/v1/cohorts/spring/grid/"


@pytest.fixture
def three(ada: User, spring: Cohort, study: Study, submit: Submit, new_learner: Learner) -> Cohort:
    """Bo is stuck, Cy silent, and Ada neither."""
    bo, cy = new_learner(spring, "Bo Li"), new_learner(spring, "Cy Q")
    for learner, days in ((ada, 0), (bo, 1), (cy, 11)):
        study(learner, days_ago=days)
    for _ in range(3):
        submit(bo)
    StudyPlan.objects.create(learner=ada, start=ada.today - timedelta(days=3), minutes_a_day=60, weekdays="1234567")
    return spring


def names(client: Client, **query: str) -> list[str]:
    return [row["name"] for row in client.get(V1, query).json()["results"]]


def test_a_row_has_states_hours_pace_and_needs(emmy: User, three: Cohort, api_of: ClientOf) -> None:
    bo, _, ada = api_of(emmy).get(V1).json()["results"]
    assert (bo["need"], bo["newest_exercise"], bo["newest_verdict"]) == ("stuck", "two-layer-backprop", "failed")
    assert (ada["need"], ada["reason"], ada["week_minutes"], ada["total_minutes"]) == ("", "", 90, 90)
    assert ada["minutes_ahead"] == 90 - 3 * 60
    assert [cell["key"] for cell in ada["cells"]][:2] == ["phase=1", "phase=2"]
    assert ada["cells"][0]["state"] == "doing"
    assert ada["last_active"]


def test_the_choices_of_the_page_give_its_learners_in_its_order(emmy: User, three: Cohort, api_of: ClientOf) -> None:
    client = api_of(emmy)
    choices = [{"sort": sort.value} for sort in SortOrder] + [{"show": show.value} for show in LearnerFilter]
    for choice in [*choices, {"q": "b"}, {"by": "topic", "phase": "3"}, {"by": "exercise", "phase": "0"}]:
        page = cohort_grid(three, GridChoice.from_query(choice), reader=emmy, now=timezone.now())
        rows = client.get(V1, choice).json()["results"]
        assert [row["name"] for row in rows] == [row.learner.name for row in page.rows], choice
        for row in rows[:1]:
            assert [cell["key"] for cell in row["cells"]] == [column.key for column in page.columns]


@pytest.mark.parametrize(
    ("field", "value"),
    [("by", "week"), ("show", "x"), ("sort", "age"), ("phase", "one"), ("q", "x" * 81), ("limit", "0")],
)
def test_a_choice_that_does_not_exist_is_refused(
    emmy: User, three: Cohort, api_of: ClientOf, field: str, value: str
) -> None:
    answer = api_of(emmy).get(V1, {field: value})
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {field})


def test_it_comes_in_pages(emmy: User, three: Cohort, api_of: ClientOf) -> None:
    client = api_of(emmy)
    first = client.get(V1, {"limit": "2", "sort": "name"}).json()
    assert (first["count"], len(first["results"])) == (3, 2)
    assert [row["name"] for row in client.get(first["next"]).json()["results"]] == ["Cy Q"]


def test_the_queries_do_not_grow(emmy: User, three: Cohort, api_of: ClientOf) -> None:
    client, counts = api_of(emmy), []
    client.get(V1)
    for size in (1, 40):
        people = User.objects.bulk_create(User(email=f"l{size}-{at}@example.org", name="L") for at in range(size))
        Membership.objects.bulk_create(Membership(cohort=three, user=person) for person in people)
        with CaptureQueriesContext(connection) as queries:
            client.get(V1)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.usefixtures("three")
def test_only_its_mentors_read_it(ada: User, carl: User, api_of: ClientOf) -> None:
    assert [api_of(person).get(V1).status_code for person in (ada, carl)] == [404, 404]


def test_without_a_roadmap_there_is_none(emmy: User, spring: Cohort, api_of: ClientOf) -> None:
    assert api_of(emmy).get(V1).status_code == 404
