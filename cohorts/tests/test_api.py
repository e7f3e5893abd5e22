"""Cohorts for scripts: the same actions as the pages."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cohorts.bulk.actions import MENTOR_LEFT
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.joining.actions import find_by_secret
from cohorts.joining.models import Invitation
from cohorts.members.actions import LAST_LEAD

ClientOf = Callable[[User], Client]
V1 = "/api/v1/cohorts/"
JSON = "application/json"
AUTUMN = {"title": "Autumn", "started_on": "2026-09-07"}


def test_it_lists_your_own_cohorts_with_your_role(
    ada: User, emmy: User, carl: User, grace: User, api_of: ClientOf
) -> None:
    roles = {
        user.name: [row["role"] for row in api_of(user).get(V1).json()["results"]] for user in (ada, emmy, carl, grace)
    }
    assert roles == {"Ada": ["learner"], "Emmy": ["mentor"], "Carl": [], "Grace": [None]}


def test_a_cohort_is_created_changed_and_archived(grace: User, api_of: ClientOf) -> None:
    client = api_of(grace)
    assert client.post(V1, AUTUMN, JSON).json()["role"] == "lead"
    answer = client.patch(f"{V1}autumn/", {"title": "Fall", "is_archived": True}, JSON).json()
    assert (answer["title"], answer["started_on"]) == ("Fall", "2026-09-07")
    assert answer["archived_at"]


@pytest.mark.parametrize(
    ("field", "value"), [("title", "\u202eAutumn"), ("title", ""), ("started_on", "9999-12-31"), ("max_learners", 0)]
)
def test_it_rejects_invalid_cohorts(grace: User, api_of: ClientOf, field: str, value: object) -> None:
    answer = api_of(grace).post(V1, AUTUMN | {field: value}, JSON)
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {field})
    assert not Cohort.objects.exists()


def test_only_a_lead_changes_anything(ada: User, emmy: User, lena: User, spring: Cohort, api_of: ClientOf) -> None:
    for user in (ada, emmy):
        client = api_of(user)
        assert client.post(f"{V1}spring/invitations/", {}, JSON).status_code == 404
        assert client.patch(f"{V1}spring/", {"title": "Mine"}, JSON).status_code == 403
        assert client.patch(f"{V1}spring/members/{ada.uid}/", {"role": "lead"}, JSON).status_code == 404
        assert client.delete(f"{V1}spring/members/{lena.uid}/").status_code == 404
    assert api_of(ada).get(f"{V1}spring/members/").status_code == 404
    assert spring.memberships.count() == 3


def test_a_role_is_changed_and_a_member_removed(ada: User, lena: User, spring: Cohort, api_of: ClientOf) -> None:
    client, member = api_of(lena), f"{V1}spring/members/{ada.uid}/"
    assert client.patch(member, {"role": "mentor"}, JSON).json()["role"] == "mentor"
    assert client.delete(member).status_code == 204
    assert not spring.memberships.filter(user=ada).exists()
    last = f"{V1}spring/members/{lena.uid}/"
    assert client.patch(last, {"role": "mentor"}, JSON).json()["errors"] == {"role": [LAST_LEAD]}
    assert client.delete(last).json()["detail"] == LAST_LEAD


def test_the_members_name_the_mentor_who_looks_after_a_learner_first(
    ada: User, emmy: User, lena: User, carl: User, spring: Cohort, api_of: ClientOf
) -> None:
    client, member = api_of(lena), f"{V1}spring/members/{ada.uid}/"

    def mentor_of_ada() -> tuple[str | None, str]:
        [row] = [row for row in client.get(f"{V1}spring/members/").json()["results"] if row["uid"] == str(ada.uid)]
        return row["mentor"], row["mentor_name"]

    assert mentor_of_ada() == (None, "")
    answer = client.patch(member, {"mentor": str(emmy.uid)}, JSON).json()
    assert (answer["mentor"], answer["mentor_name"]) == mentor_of_ada() == (str(emmy.uid), emmy.name)
    for other in (ada, carl):  # a learner, and somebody who isn't in the cohort
        refused = client.patch(member, {"mentor": str(other.uid)}, JSON)
        assert (refused.status_code, refused.json()["errors"]) == (400, {"mentor": [MENTOR_LEFT]})
    assert api_of(emmy).patch(member, {"mentor": None}, JSON).status_code == 404
    assert mentor_of_ada() == (str(emmy.uid), emmy.name)
    client.patch(member, {"mentor": None}, JSON)
    assert mentor_of_ada() == (None, "")


def test_a_learner_leaves_by_their_own_uid(ada: User, lena: User, spring: Cohort, api_of: ClientOf) -> None:
    assert api_of(ada).delete(f"{V1}spring/members/{ada.uid}/").status_code == 204
    assert not spring.memberships.filter(user=ada).exists()


def test_a_link_is_shown_once_and_withdrawn(lena: User, spring: Cohort, api_of: ClientOf) -> None:
    client, address = api_of(lena), f"{V1}spring/invitations/"
    created = client.post(address, {"max_uses": 3}, JSON).json()
    invitation = Invitation.objects.get()
    assert find_by_secret(created["link"].rstrip("/").rpartition("/")[2]) == invitation
    assert "link" not in client.get(address).json()["results"][0]
    assert client.delete(f"{address}{invitation.uid}/").status_code == 204
    assert client.get(address).json()["count"] == 0


def test_an_odd_uid_is_not_found(lena: User, spring: Cohort, api_of: ClientOf) -> None:
    assert api_of(lena).delete(f"{V1}spring/members/nobody/").status_code == 404


def test_the_number_of_queries_does_not_grow(lena: User, spring: Cohort, api_of: ClientOf) -> None:
    client, counts = api_of(lena), []
    client.get(V1)
    for start in (0, 30):
        people = User.objects.bulk_create(
            User(email=f"l{start + at}@example.org", name="A learner") for at in range(start + 1)
        )
        Membership.objects.bulk_create(Membership(cohort=spring, user=person) for person in people)
        cohort = Cohort.objects.create(slug=f"c{start}", title="Another", started_on="2026-09-07")
        Membership.objects.create(cohort=cohort, user=lena, role=CohortRole.LEAD)
        with CaptureQueriesContext(connection) as queries:
            for address in (V1, f"{V1}spring/", f"{V1}spring/members/", f"{V1}spring/invitations/"):
                assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
