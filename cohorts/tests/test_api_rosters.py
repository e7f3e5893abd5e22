"""A nightly script sends the whole roster: it is checked and applied once, and says what became of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.rosters.actions import apply_batches, check_roster
from cohorts.rosters.models import Roster
from cohorts.rosters.parsing import MAX_PEOPLE
from cohorts.tests.conftest import Learner

ClientOf = Callable[[User], Client]
V1 = "/api/v1/cohorts/spring/roster/"
JSON = "application/json"
PEOPLE = [
    {"external_id": "1", "email": "ada@example.org", "section": "A"},
    {"external_id": "2", "email": "bo@example.org", "name": "Bo Li", "section": "B", "role": "learner"},
]


@pytest.fixture
def lead(lena: User, spring: Cohort, api_of: ClientOf) -> Client:
    return api_of(lena)


def work() -> None:
    """What the workers do."""
    for roster in Roster.objects.all():
        check_roster(pk=roster.pk)
        apply_batches(pk=roster.pk)


def put(client: Client, people: list[Any], query: str = "", **headers: str) -> Any:
    return client.put(f"{V1}{query}", {"people": people, "remove_missing": True}, JSON, headers=headers)


def test_a_roster_is_accepted_applied_and_reported(
    lead: Client, spring: Cohort, new_learner: Learner, lena: User
) -> None:
    new_learner(spring, "Eve X")
    answer = put(lead, PEOPLE)
    assert (answer.status_code, answer.json()["state"]) == (202, "checking")
    work()
    result = lead.get(answer["Location"]).json()
    assert (result["state"], result["applied"]) == ("applied", 3)
    assert result["counts"] == {"new": 1, "moved": 1, "leaves": 1, "invited": 0, "member": 0, "problem": 0, "waits": 0}
    people = {person["email"]: person for person in lead.get(V1).json()["people"]}
    assert people["ada@example.org"]["section"] == "A"
    assert people["bo@example.org"] == PEOPLE[1] | {"state": "invited"}
    assert "eve@example.org" not in people


def test_a_dry_run_changes_nothing(lead: Client, spring: Cohort) -> None:
    answer = put(lead, [*PEOPLE, {"email": "nobody"}], "?dry_run=1")
    work()
    result = lead.get(answer["Location"]).json()
    assert (result["state"], result["dry_run"]) == ("checked", True)
    assert (result["counts"]["new"], result["problems"][0]["number"]) == (1, 3)
    assert not spring.invitations.exists()
    assert not spring.sections.exists()


def test_sending_it_twice_is_sending_it_once(lead: Client, spring: Cohort) -> None:
    first, second = put(lead, PEOPLE), put(lead, PEOPLE)
    assert first["Location"] == second["Location"]
    work()
    etag = lead.get(V1)["ETag"]
    put(lead, PEOPLE)
    work()
    assert lead.get(V1)["ETag"] == etag
    assert spring.invitations.count() == 1


def test_a_roster_for_other_people_than_were_read_is_refused(
    lead: Client, spring: Cohort, new_learner: Learner
) -> None:
    etag = lead.get(V1)["ETag"]
    assert put(lead, PEOPLE, "?dry_run=1", **{"If-Match": etag}).status_code == 202
    new_learner(spring, "Eve X")
    assert put(lead, PEOPLE, **{"If-Match": etag}).status_code == 412


@pytest.mark.parametrize("body", [{}, {"people": "x"}, {"people": [1] * (MAX_PEOPLE + 1)}, {"people": [], "days": 999}])
def test_what_is_no_roster_is_refused_at_once(lead: Client, body: dict[str, Any]) -> None:
    answer = lead.put(V1, body, JSON)
    assert answer.status_code == 400
    assert not Roster.objects.exists()


def test_5000_people_fit_into_a_request(lead: Client) -> None:
    people = [
        {"external_id": f"2026-{n:06}", "email": f"given.family.{n}@students.example.org", "name": f"Given Family {n}",
         "section": f"Class {n % 40}", "role": "learner"}
        for n in range(MAX_PEOPLE)
    ]  # fmt: skip
    assert put(lead, people, "?dry_run=1").status_code == 202


def test_only_a_lead_reads_and_sends_rosters(
    ada: User, emmy: User, carl: User, grace: User, spring: Cohort, api_of: ClientOf
) -> None:
    for person in (ada, emmy, carl):
        assert api_of(person).get(V1).status_code == 404
        assert put(api_of(person), PEOPLE).status_code == 404
    assert put(api_of(grace), PEOPLE, "?dry_run=1").status_code == 202
