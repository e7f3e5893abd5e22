"""A roster for scripts: what was accepted, what wasn't, and never half of it."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.joining.actions import find_by_secret
from cohorts.joining.models import Invitation
from cohorts.joining.roster import INVALID_ADDRESS, NO_ADDRESS

ClientOf = Callable[[User], Client]
V1 = "/api/v1/cohorts/spring/roster/"
JSON = "application/json"
TEXT = "bo@example.org\nBO@example.org\nnobody\nx@y\nada@example.org\ncy@example.org"


@pytest.fixture
def lead(lena: User, spring: Cohort, api_of: ClientOf) -> Client:
    return api_of(lena)


def test_each_line_comes_back_with_what_was_wrong_with_it(ada: User, lead: Client) -> None:
    answer = lead.post(V1, {"text": TEXT}, JSON)
    assert (answer.status_code, answer.json()["invitations"]) == (201, 2)
    problems = [line["problem"] for line in answer.json()["lines"]]
    assert (problems[0], problems[2], problems[3], problems[5]) == ("", NO_ADDRESS, INVALID_ADDRESS, "")
    assert problems[1]
    assert problems[4]
    assert set(Invitation.objects.values_list("address", flat=True)) == {"bo@example.org", "cy@example.org"}


def test_a_dry_run_invites_nobody(lead: Client) -> None:
    answer = lead.post(V1, {"text": TEXT, "dry_run": True}, JSON)
    assert (answer.status_code, answer.json()["invitations"]) == (200, 0)
    assert not Invitation.objects.exists()


def test_without_email_the_links_are_shown_once(lead: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cohorts.joining.actions.can_mail", lambda: False)
    [row] = lead.post(V1, {"text": "bo@example.org", "role": "mentor", "days": 3}, JSON).json()["links"]
    invitation = find_by_secret(row["link"].rstrip("/").rpartition("/")[2])
    assert invitation
    assert (invitation.address, invitation.role) == ("bo@example.org", "mentor")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "\n".join(f"l{at}@example.org" for at in range(501))}, "text"),
        ({"text": ""}, "text"),
        ({"text": "x" * 200_001}, "text"),
        ({"text": "bo@example.org", "role": "owner"}, "role"),
        ({"text": "bo@example.org", "days": 0}, "days"),
    ],
)
def test_what_cannot_be_applied_is_refused_as_a_whole(lead: Client, body: dict[str, object], field: str) -> None:
    answer = lead.post(V1, body, JSON)
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {field})
    assert not Invitation.objects.exists()


def test_only_a_lead_invites(ada: User, emmy: User, carl: User, spring: Cohort, api_of: ClientOf) -> None:
    for person in (ada, emmy, carl):
        assert api_of(person).post(V1, {"text": TEXT}, JSON).status_code == 404
