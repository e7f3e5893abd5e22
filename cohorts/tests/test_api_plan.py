"""The shared plan for scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from cohorts.cohort.models import Cohort

ClientOf = Callable[[User], Client]
V1 = "/api/v1/cohorts/spring/due-weeks/"
JSON = "application/json"
PLAN = [{"phase": 1, "week": 4}, {"topic": "calculus", "week": 2}]
pytestmark = pytest.mark.usefixtures("roadmap")


def test_a_lead_replaces_it_and_everybody_in_the_cohort_reads_it(
    ada: User, lena: User, spring: Cohort, api_of: ClientOf
) -> None:
    client = api_of(lena)
    assert client.put(V1, {"due_weeks": PLAN}, JSON).status_code == 200
    rows = api_of(ada).get(V1).json()["due_weeks"]
    assert [(row["phase"], row["topic"], row["week"]) for row in rows] == [(None, "calculus", 2), (1, None, 4)]
    assert rows[0]["due_on"] > str(spring.started_on)
    assert client.put(V1, {"due_weeks": PLAN[:1]}, JSON).json()["due_weeks"][0]["phase"] == 1
    assert spring.due_weeks.count() == 1


@pytest.mark.parametrize(
    "rows",
    [
        [{"week": 1}],
        [{"phase": 1, "topic": "calculus", "week": 1}],
        [{"phase": 99, "week": 1}],
        [{"topic": "alchemy", "week": 1}],
        [{"phase": 1, "week": 0}],
        [{"phase": 1, "week": 157}],
        [{"phase": 1, "week": 1}, {"phase": 1, "week": 2}],
        [{"phase": 1, "week": 1}] * 201,
        "soon",
        None,
    ],
)
def test_a_plan_that_cannot_be_is_refused_and_nothing_changes(
    lena: User, spring: Cohort, api_of: ClientOf, rows: Any
) -> None:
    client = api_of(lena)
    client.put(V1, {"due_weeks": PLAN}, JSON)
    answer = client.put(V1, {"due_weeks": rows}, JSON)
    assert answer.status_code == 400
    assert all(path.split(".")[0] == "due_weeks" for path in answer.json()["errors"])
    assert spring.due_weeks.count() == 2


def test_only_a_lead_changes_it_and_only_members_read_it(
    ada: User, emmy: User, carl: User, spring: Cohort, api_of: ClientOf
) -> None:
    for person in (ada, emmy, carl):
        assert api_of(person).put(V1, {"due_weeks": PLAN}, JSON).status_code == 404
    assert [api_of(person).get(V1).status_code for person in (ada, emmy, carl)] == [200, 200, 404]
    assert not spring.due_weeks.exists()
