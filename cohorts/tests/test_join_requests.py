"""Whoever opens a mentors' link sees nobody's work before a lead accepts them, unless the lead chose otherwise."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.joining import requests
from cohorts.joining.actions import ALL_ASKED, COHORT_ARCHIVED, DECLINED, OTHER_DOMAIN, create_link, revoke
from cohorts.joining.forms import LinkForm
from cohorts.joining.models import Invitation, JoinRequest, JoinRequestState
from cohorts.joining.queries import MAX_LISTED
from lib.errors import RefusedError
from notices.models import Notice, NoticeKind

ClientOf = Callable[[User], Client]
LINK = {"role": "mentor", "days": "14", "max_uses": "5"}
LIST = "/cohorts/spring/invitations/"
MEMBERS = "/cohorts/spring/members/"


def link_of(lead: User, cohort: Cohort, *, role: str = "mentor", max_uses: int = 5, **choices: object) -> str:
    _, secret = create_link(person=lead, cohort=cohort, role=role, days=14, max_uses=max_uses, **choices)  # type: ignore[arg-type]
    return reverse("cohorts:join", args=[secret])


@pytest.fixture
def asked(carl: User, lena: User, spring: Cohort, client_of: ClientOf) -> JoinRequest:
    """Carl has asked to join as a mentor."""
    client_of(carl).post(link_of(lena, spring))
    return JoinRequest.objects.get()


def decide(client: Client, request: JoinRequest, decision: str, **fields: str) -> str:
    """Press the button, and return the undo token."""
    data = {"decision": decision} | fields
    page = client.post(f"{MEMBERS}requests/{request.uid}/", data, follow=True).text
    return page.split('name="undo_token" value="')[1].split('"')[0] if 'name="undo_token"' in page else ""


def is_member(person: User) -> bool:
    return Membership.objects.filter(user=person, cohort__slug="spring").exists()


# ---------------------------------------------------------------- approval


@pytest.mark.parametrize(
    ("role", "max_uses", "choice", "needs_approval"),
    [
        ("mentor", "5", "", True),
        ("mentor", "1", "", False),
        ("learner", "5", "", False),
        ("mentor", "5", "no", False),
        ("mentor", "1", "yes", True),
        ("learner", "5", "yes", True),
    ],
)
def test_mentors_by_a_link_for_several_need_approval_unless_the_lead_chooses(
    lena: User, spring: Cohort, client_of: ClientOf, role: str, max_uses: str, choice: str, needs_approval: bool
) -> None:
    client_of(lena).post(LIST, LINK | {"role": role, "max_uses": max_uses, "needs_approval": choice})
    assert Invitation.objects.get().needs_approval is needs_approval


def test_a_script_gets_the_same_default_and_may_choose(lena: User, spring: Cohort, api_of: ClientOf) -> None:
    api, address = api_of(lena), "/api/v1/cohorts/spring/invitations/"
    link = {"role": "mentor", "max_uses": 5}
    assert api.post(address, link, "application/json").json()["needs_approval"] is True
    choices = link | {"needs_approval": False, "domain": "School.example"}
    answer = api.post(address, choices, "application/json").json()
    assert (answer["needs_approval"], answer["domain"]) == (False, "school.example")
    assert "domain" in api.post(address, link | {"domain": "not a domain"}, "application/json").json()["errors"]


def test_who_asks_sees_nothing_until_a_lead_accepts(
    carl: User, ada: User, lena: User, asked: JoinRequest, client_of: ClientOf
) -> None:
    client = client_of(carl)
    page = client.get(asked.get_absolute_url())
    assert page.status_code == 200
    assert ada.name not in page.text
    for address in ("/cohorts/spring/", "/cohorts/spring/about/", MEMBERS, f"/cohorts/spring/learners/{ada.uid}/"):
        assert client.get(address).status_code == 404, address
    assert client.get("/api/v1/cohorts/spring/members/").status_code == 404
    decide(client_of(lena), asked, "accept")
    assert client.get("/cohorts/spring/").status_code == 200
    assert client.get(asked.get_absolute_url())["Location"] == "/cohorts/spring/about/"


def test_asking_twice_is_asking_once(carl: User, lena: User, spring: Cohort, client_of: ClientOf) -> None:
    link = link_of(lena, spring)
    for _ in range(2):
        client_of(carl).post(link)
    request = JoinRequest.objects.get()
    assert client_of(carl).get(link)["Location"] == request.get_absolute_url()
    assert Notice.objects.filter(person=lena, kind=NoticeKind.INVITATION).count() == 1


def test_only_leads_decide_and_only_they_see_who_asks(
    carl: User, emmy: User, ada: User, lena: User, asked: JoinRequest, client_of: ClientOf
) -> None:
    address = f"{MEMBERS}requests/{asked.uid}/"
    for person in (carl, emmy, ada):
        assert client_of(person).post(address, {"decision": "accept"}).status_code == 404
    assert not is_member(carl)
    assert carl.email not in client_of(emmy).get(MEMBERS).text
    assert carl.email in client_of(lena).get(MEMBERS).text


def test_the_lead_sees_whether_the_address_is_confirmed(
    carl: User, lena: User, asked: JoinRequest, client_of: ClientOf
) -> None:
    [request] = client_of(lena).get(MEMBERS).context["page"].requests
    assert not request.is_confirmed
    EmailAddress.objects.create(user=carl, email=carl.email, verified=True, primary=True)
    [request] = client_of(lena).get(MEMBERS).context["page"].requests
    assert request.is_confirmed


def test_requests_wait_on_the_leads_home_and_not_on_a_mentors(
    carl: User, emmy: User, lena: User, asked: JoinRequest, client_of: ClientOf
) -> None:
    address = f"{MEMBERS}requests/{asked.uid}/"
    assert address in client_of(lena).get("/").text
    assert address not in client_of(emmy).get("/").text
    answer = client_of(lena).post(address, {"decision": "accept", "back": "home"})
    assert answer["Location"] == reverse("home")
    assert address not in client_of(lena).get("/").text


def test_both_sides_are_notified(carl: User, lena: User, emmy: User, asked: JoinRequest, client_of: ClientOf) -> None:
    [notice] = Notice.objects.filter(kind=NoticeKind.INVITATION)
    assert (notice.person, notice.link) == (lena, MEMBERS)
    assert carl.name not in notice.sentence
    decide(client_of(lena), asked, "decline")
    [notice] = Notice.objects.filter(kind=NoticeKind.INVITATION)
    assert (notice.person, notice.link) == (carl, asked.get_absolute_url())
    assert client_of(carl).get(notice.link).status_code == 200


# ---------------------------------------------------------------- undo, decline, withdraw


@pytest.mark.parametrize("decision", ["accept", "decline"])
def test_a_decision_is_undone(carl: User, lena: User, asked: JoinRequest, client_of: ClientOf, decision: str) -> None:
    client = client_of(lena)
    token = decide(client, asked, decision)
    assert is_member(carl) is (decision == "accept")
    client.post(f"{MEMBERS}requests/undo/", {"undo_token": token})
    asked.refresh_from_db()
    assert asked.state == JoinRequestState.WAITING
    assert not is_member(carl)
    assert Invitation.objects.get().uses == 0
    assert not Notice.objects.filter(person=carl).exists()
    decide(client, asked, "accept")
    assert is_member(carl)


def test_an_undo_changes_nothing_that_was_decided_since(
    carl: User, lena: User, asked: JoinRequest, spring: Cohort, client_of: ClientOf
) -> None:
    client = client_of(lena)
    token = decide(client, asked, "accept")
    spring.memberships.filter(user=carl).update(role=CohortRole.LEAD)
    client.post(f"{MEMBERS}requests/undo/", {"undo_token": token})
    assert spring.memberships.get(user=carl).role == CohortRole.LEAD
    asked.refresh_from_db()
    assert asked.state == JoinRequestState.ACCEPTED


def test_whoever_was_declined_needs_a_new_link(carl: User, lena: User, spring: Cohort, client_of: ClientOf) -> None:
    link = link_of(lena, spring)
    client_of(carl).post(link)
    decide(client_of(lena), JoinRequest.objects.get(), "decline")
    page = client_of(carl).post(link)
    assert (page.status_code, DECLINED in page.text) == (410, True)
    client_of(carl).post(link_of(lena, spring))
    assert JoinRequest.objects.get().state == JoinRequestState.WAITING


def test_who_asked_can_withdraw_and_ask_again(
    carl: User, ada: User, lena: User, asked: JoinRequest, client_of: ClientOf
) -> None:
    address = asked.get_absolute_url()
    for method in ("get", "post"):
        assert getattr(client_of(ada), method)(address).status_code == 404
    client_of(carl).post(address)
    asked.refresh_from_db()
    assert asked.state == JoinRequestState.WITHDRAWN
    assert not client_of(lena).get(MEMBERS).context["page"].requests
    assert not Notice.objects.filter(person=lena, kind=NoticeKind.INVITATION).exists()
    with pytest.raises(RefusedError):
        requests.accept(person=lena, cohort=asked.cohort, uid=asked.uid)
    assert not is_member(carl)


# ---------------------------------------------------------------- limits


def test_no_more_people_can_ask_than_can_use_the_link(
    carl: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    link = link_of(lena, spring, max_uses=2)
    people = [User.objects.create(email=f"p{number}@example.org", name="P") for number in range(2)]
    for person in people:
        client_of(person).post(link)
    assert ALL_ASKED in client_of(carl).post(link).text
    decide(client_of(lena), JoinRequest.objects.get(person=people[0]), "decline")
    client_of(carl).post(link)
    assert set(JoinRequest.objects.waiting().values_list("person", flat=True)) == {people[1].pk, carl.pk}


def test_it_counts_when_a_lead_accepts(carl: User, lena: User, asked: JoinRequest, client_of: ClientOf) -> None:
    assert Invitation.objects.get().uses == 0
    decide(client_of(lena), asked, "accept")
    assert Invitation.objects.get().uses == 1


@pytest.mark.parametrize("change", [{"expires_at": timezone.now()}, {"revoked_at": timezone.now()}])
def test_nobody_asks_by_an_ended_link_but_who_asked_before_can_be_accepted(
    carl: User, grace: User, lena: User, spring: Cohort, client_of: ClientOf, change: dict[str, object]
) -> None:
    link = link_of(lena, spring)
    client_of(carl).post(link)
    Invitation.objects.update(**change)
    assert client_of(grace).post(link).status_code == 410
    decide(client_of(lena), JoinRequest.objects.get(), "accept")
    assert is_member(carl)


def test_an_archived_cohort_accepts_nobody(carl: User, lena: User, asked: JoinRequest, client_of: ClientOf) -> None:
    Cohort.objects.update(archived_at=timezone.now())
    decide(client_of(lena), asked, "accept")
    assert not is_member(carl)
    assert not client_of(lena).get(MEMBERS).context["page"].requests


def test_somebody_who_came_in_otherwise_is_not_changed(
    carl: User, lena: User, asked: JoinRequest, spring: Cohort, client_of: ClientOf
) -> None:
    Membership.objects.create(cohort=spring, user=carl)
    decide(client_of(lena), asked, "accept")
    assert spring.memberships.get(user=carl).role == CohortRole.LEARNER


def test_many_requests_are_listed_with_constant_queries(
    carl: User, lena: User, asked: JoinRequest, spring: Cohort, client_of: ClientOf
) -> None:
    client = client_of(lena)
    client.get(MEMBERS)
    with CaptureQueriesContext(connection) as few:
        client.get(MEMBERS)
    people = User.objects.bulk_create(User(email=f"p{at}@example.org", name="P") for at in range(2 * MAX_LISTED))
    JoinRequest.objects.bulk_create(
        JoinRequest(cohort=spring, person=person, invitation=asked.invitation) for person in people
    )
    with CaptureQueriesContext(connection) as many:
        page = client.get(MEMBERS)
    assert len(page.context["page"].requests) == MAX_LISTED
    assert len(many) == len(few)


def test_the_audit_log_has_who_asked_and_who_decided(
    carl: User, lena: User, asked: JoinRequest, client_of: ClientOf
) -> None:
    token = decide(client_of(lena), asked, "accept")
    client_of(lena).post(f"{MEMBERS}requests/undo/", {"undo_token": token})
    rows = list(AuditEntry.objects.order_by("pk").values_list("action", "actor"))
    assert (AuditAction.JOIN_REQUESTED, carl.uid) in rows
    assert rows.count((AuditAction.JOIN_REQUEST_DECIDED, lena.uid)) == 2
    assert (AuditAction.MEMBER_REMOVED, lena.uid) in rows


# ---------------------------------------------------------------- domains


@pytest.mark.parametrize(
    ("address", "verified", "joins"),
    [
        ("carl@school.example", True, True),
        ("carl@SCHOOL.example", True, True),
        ("carl@school.example", False, False),
        ("carl@students.school.example", True, False),
        ("carl@notschool.example", True, False),
        ("carl@school.example.org", True, False),
    ],
)
def test_only_a_confirmed_address_at_the_domain_counts(
    carl: User, lena: User, spring: Cohort, client_of: ClientOf, address: str, verified: bool, joins: bool
) -> None:
    EmailAddress.objects.create(user=carl, email=carl.email, verified=True, primary=True)
    EmailAddress.objects.create(user=carl, email=address, verified=verified)
    link = link_of(lena, spring, domain="school.example", needs_approval=False)
    client = client_of(carl)
    page = client.get(link)
    if not joins:
        assert OTHER_DOMAIN.format(domain="school.example") in page.text
        assert reverse("account_email") in page.text
    client.post(link)
    assert is_member(carl) is joins


def test_the_main_address_alone_proves_nothing(lena: User, spring: Cohort, client_of: ClientOf) -> None:
    nadia = User.objects.create(email="nadia@school.example", name="Nadia")
    client_of(nadia).post(link_of(lena, spring, domain="school.example", needs_approval=False))
    assert not is_member(nadia)


def test_a_domain_and_approval_go_together(carl: User, lena: User, spring: Cohort, client_of: ClientOf) -> None:
    link = link_of(lena, spring, domain="school.example")
    client_of(carl).post(link)
    assert not JoinRequest.objects.exists()
    EmailAddress.objects.create(user=carl, email="carl@school.example", verified=True)
    client_of(carl).post(link)
    assert JoinRequest.objects.get().person == carl


@pytest.mark.parametrize(
    ("text", "domain"),
    [("@School.Example ", "school.example"), ("", ""), ("school", None), ("a@school.example", None), ("x y", None)],
)
def test_a_domain_is_what_follows_the_at_sign(text: str, domain: str | None) -> None:
    form = LinkForm(LINK | {"domain": text})
    assert form.is_valid() is (domain is not None)
    assert form.cleaned_data.get("domain") == domain


def test_a_visitor_reads_what_the_link_asks_for(lena: User, spring: Cohort, client: Client) -> None:
    page = client.get(link_of(lena, spring, domain="school.example"))
    assert page.status_code == 200
    assert "school.example" in page.text


# ---------------------------------------------------------------- links from before


def test_a_link_from_before_works_as_it_did_and_the_page_says_that_it_is_open(
    carl: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    open_link = link_of(lena, spring, needs_approval=False)
    for choices in ({}, {"domain": "school.example"}, {"role": "learner"}, {"max_uses": 1}):
        link_of(lena, spring, **choices)
    unbound = [row.is_unbound for row in client_of(lena).get(LIST).context["invitations"]]
    assert unbound.count(True) == 1
    client_of(carl).post(open_link)
    assert spring.memberships.get(user=carl).role == CohortRole.MENTOR


def test_a_withdrawn_link_keeps_its_requests(lena: User, asked: JoinRequest, client_of: ClientOf) -> None:
    revoke(person=lena, invitation=asked.invitation)
    assert client_of(lena).get(MEMBERS).context["page"].requests == [asked]


# ---------------------------------------------------------------- the same for scripts

API = "/api/v1/cohorts/spring/join-requests/"


def test_a_script_lists_the_requests_and_accepts_one(
    carl: User, lena: User, asked: JoinRequest, api_of: ClientOf
) -> None:
    [row] = api_of(lena).get(API).json()["results"]
    assert (row["uid"], row["person"], row["name"], row["email"]) == (
        str(asked.uid), str(carl.uid), carl.name, carl.email,
    )  # fmt: skip
    assert (row["role"], row["state"], row["is_confirmed"]) == ("mentor", "waiting", False)
    assert row["invitation"] == str(asked.invitation.uid)
    answer = api_of(lena).post(f"{API}{row['uid']}/accept/")
    assert (answer.status_code, answer.json()["state"]) == (200, "accepted")
    assert is_member(carl)
    assert api_of(lena).get(API).json()["count"] == 0
    again = api_of(lena).post(f"{API}{row['uid']}/decline/")
    assert (again.status_code, again.json()["detail"]) == (400, requests.NOT_WAITING)
    entry = AuditEntry.objects.get(action=AuditAction.JOIN_REQUEST_DECIDED)
    assert (entry.actor_id, entry.fields["state"]) == (lena.uid, "accepted")


def test_a_script_declines_and_they_cannot_ask_again(
    carl: User, lena: User, spring: Cohort, client_of: ClientOf, api_of: ClientOf
) -> None:
    link = link_of(lena, spring)
    client_of(carl).post(link)
    request = JoinRequest.objects.get()
    assert api_of(lena).post(f"{API}{request.uid}/decline/").json()["state"] == "declined"
    assert not is_member(carl)
    assert DECLINED in client_of(carl).post(link).text


def test_a_script_gets_the_refusals_of_the_page(lena: User, asked: JoinRequest, api_of: ClientOf) -> None:
    Invitation.objects.update(max_uses=1, uses=1)
    assert api_of(lena).post(f"{API}{asked.uid}/accept/").json()["detail"] == requests.USED_UP
    Cohort.objects.update(archived_at=timezone.now())
    assert api_of(lena).get(API).json()["count"] == 0
    assert api_of(lena).post(f"{API}{asked.uid}/accept/").json()["detail"] == COHORT_ARCHIVED
    asked.refresh_from_db()
    assert asked.state == JoinRequestState.WAITING


def test_only_scripts_of_leads_see_and_decide_requests(
    carl: User, emmy: User, ada: User, asked: JoinRequest, api_of: ClientOf
) -> None:
    for person in (carl, emmy, ada):
        assert api_of(person).get(API).status_code == 404
        for decision in ("accept", "decline"):
            assert api_of(person).post(f"{API}{asked.uid}/{decision}/").status_code == 404
    asked.refresh_from_db()
    assert asked.state == JoinRequestState.WAITING


def test_the_queries_of_the_script_do_not_grow(
    lena: User, spring: Cohort, asked: JoinRequest, api_of: ClientOf
) -> None:
    client, counts = api_of(lena), []
    client.get(API)
    for start in (0, 20):
        for number in range(start):
            person = User.objects.create(email=f"p{number}@example.org", name="P")
            JoinRequest.objects.create(cohort=spring, person=person, invitation=asked.invitation)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(API).json()["count"] == start + 1
        counts.append(len(queries))
    assert counts[0] == counts[1]
