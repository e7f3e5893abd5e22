"""An admin erases accounts that have submitted, in bulk: after a check and a count, and never the last of anything."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import ADMIN_ROLES, Role, User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.exports.models import CohortExport
from exercises.models import Exercise, Submission
from lib.errors import RefusedError
from personal_data.erasure.actions import (
    IS_ADMIN,
    LAST_LEAD,
    LEASE,
    NO_ACCOUNT,
    OWN_ACCOUNT,
    erase_account,
    erase_accounts,
    order_erasure,
    preview_erasure,
)
from personal_data.erasure.models import Erasure
from personal_data.erasure.views import WRONG_COUNT
from personal_data.inventory import rows_of

ClientOf = Callable[[User], Client]
ERASE = "/account/data/erase/"


@pytest.fixture
def admin(grace: User, client_of: ClientOf) -> Client:
    """Grace's, who has just confirmed that it's her."""
    client = client_of(grace)
    client.post("/accounts/reauthenticate/", {"password": "a long enough password"})
    return client


def confirmed(client: Client, text: str, count: int) -> str:
    page = client.post(ERASE, {"addresses": text}).text
    return client.post(ERASE, {"people": signed_people(page), "count": count})["Location"]


def signed_people(page: str) -> str:
    [people] = re.findall(r'name="people" value="([^"]+)"', page)
    return str(people)


def test_an_account_with_submissions_is_erased_with_everything(ada_s_work: User, grace: User, admin: Client) -> None:
    page = admin.post(ERASE, {"addresses": ada_s_work.email}).text
    assert "1 submission," in page.replace("\n", " ")
    assert User.objects.filter(pk=ada_s_work.pk).exists()
    detail = confirmed(admin, ada_s_work.email, 1)
    assert admin.get(detail)["Refresh"]
    erase_accounts(pk=Erasure.objects.get().pk)
    assert not User.objects.filter(pk=ada_s_work.pk).exists()
    assert not Submission.objects.exists()
    left = [item.title for item, rows in rows_of(ada_s_work) if item.model is not AuditEntry and rows.exists()]
    assert left == []
    assert "1 of 1" in admin.get(detail).text
    [entry] = AuditEntry.objects.filter(action=AuditAction.ACCOUNT_ERASED)
    assert (entry.actor_id, entry.person_id) == (grace.uid, ada_s_work.uid)


@pytest.mark.parametrize("count", ["1", "", "x"])
def test_a_wrong_count_erases_nobody_and_keeps_the_list(ada: User, carl: User, admin: Client, count: str) -> None:
    page = admin.post(ERASE, {"addresses": f"{ada.email} {carl.email}"}).text
    again = admin.post(ERASE, {"people": signed_people(page), "count": count}).text
    assert WRONG_COUNT.format(2) in again
    assert not Erasure.objects.exists()
    admin.post(ERASE, {"people": signed_people(again), "count": 2})
    assert {item.person for item in Erasure.objects.get().items.all()} == {ada, carl}


def test_after_a_wrong_count_the_addresses_that_stay_are_listed_again_with_the_reason(
    ada: User, grace: User, admin: Client
) -> None:
    page = admin.post(ERASE, {"addresses": f"{ada.email} {grace.email} nobody@example.org"}).text
    for count in (3, 2):  # also after the second wrong one
        page = admin.post(ERASE, {"people": signed_people(page), "count": count}).text
        assert WRONG_COUNT.format(1) in page
        for text in (ada.email, grace.email, OWN_ACCOUNT, "nobody@example.org", NO_ACCOUNT):
            assert text in html.unescape(page)
    admin.post(ERASE, {"people": signed_people(page), "count": 1})
    assert [item.person for item in Erasure.objects.get().items.all()] == [ada]


def test_whoever_cannot_be_erased_is_at_the_top_of_a_long_list(
    grace: User, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("personal_data.erasure.views.MAX_SHOWN", 2)
    people = [User.objects.create_user(f"leaver{number}@example.org", name="Leaver") for number in range(3)]
    page = admin.post(ERASE, {"addresses": " ".join([*(person.email for person in people), grace.email])}).text
    shown = re.findall(r"<td>(\S+@\S+)</td>", page)
    assert shown == [grace.email, people[0].email]


def test_after_confirming_the_forms_go_on_where_they_were_sent(
    ada: User, emmy: User, grace: User, client_of: ClientOf
) -> None:
    """The page that confirms answers with theirs, under its own address."""
    term_end = f"{ERASE}cohorts/spring/"
    posts = {ERASE: {"addresses": ada.email}, term_end: {"days": 1}, "/account/data/": {"address": "x@example.org"}}
    for url, data in posts.items():
        client = client_of(grace)
        asks = client.post(url, data)["Location"]
        page = client.post(asks, {"password": "a long enough password", "next": url}).text
        main = page[page.index("<main") :]
        assert re.findall(r'<form class="form" method="post" action="([^"]+)"', main) == [url]


def test_a_list_of_another_admin_or_a_forged_one_is_refused(ada: User, admin: Client) -> None:
    for forged in ("x", "x:y:z"):
        assert admin.post(ERASE, {"people": forged, "count": 1})["Location"] == ERASE
    assert not Erasure.objects.exists()


def test_it_asks_who_they_are_first(ada: User, grace: User, client_of: ClientOf) -> None:
    answer = client_of(grace).post(ERASE, {"addresses": ada.email})
    assert answer["Location"].startswith("/accounts/reauthenticate/")


def test_each_address_that_cannot_be_used_says_what_to_do_first(ada: User, emmy: User, grace: User, carl: User) -> None:
    other = User.objects.create(email="other@example.org", name="Other", role="admin")
    spring = Cohort.objects.get(slug="spring")
    Membership.objects.create(cohort=spring, user=carl, role=CohortRole.LEAD)
    addresses = [ada.email, other.email, grace.email, carl.email, "nobody@example.org"]
    preview = preview_erasure(admin=grace, text="\n".join(addresses).upper())
    problems = [candidate.problem for candidate in preview.candidates]
    assert problems == ["", IS_ADMIN, OWN_ACCOUNT, LAST_LEAD.format(spring), NO_ACCOUNT]
    assert preview.people == [ada]


def test_two_leads_do_not_go_together(ada: User, emmy: User, grace: User, carl: User) -> None:
    spring = Cohort.objects.get(slug="spring")
    for person in (carl, emmy):
        Membership.objects.update_or_create(cohort=spring, user=person, defaults={"role": CohortRole.LEAD})
    both = preview_erasure(admin=grace, text=f"{carl.email} {emmy.email}")
    assert [bool(candidate.problem) for candidate in both.candidates] == [True, True]
    assert preview_erasure(admin=grace, text=carl.email).people == [carl]
    Cohort.objects.update(archived_at=timezone.now())
    assert preview_erasure(admin=grace, text=f"{carl.email} {emmy.email}").people == [carl, emmy]


@pytest.mark.parametrize("role", ADMIN_ROLES)
def test_who_became_an_admin_meanwhile_stays(
    ada: User, carl: User, grace: User, client_of: ClientOf, role: Role
) -> None:
    erasure = order_erasure(admin=grace, people=[ada, carl])
    User.objects.filter(pk=ada.pk).update(role=role)
    erase_accounts(pk=erasure.pk)
    assert not User.objects.filter(pk=carl.pk).exists()
    assert IS_ADMIN in client_of(grace).get(f"{ERASE}{erasure.uid}/").text


def test_an_order_ends_with_the_rights_of_whoever_gave_it(ada: User, grace: User) -> None:
    erasure = order_erasure(admin=grace, people=[ada])
    User.objects.filter(pk=grace.pk).update(role="learner")
    erase_accounts(pk=erasure.pk)
    assert User.objects.filter(pk=ada.pk).exists()


def test_a_worker_goes_on_where_another_has_died(ada: User, carl: User, grace: User) -> None:
    erasure = order_erasure(admin=grace, people=[ada, carl])
    erasure.items.get(person=ada).person.delete()  # and dies
    Erasure.objects.update(worked_at=timezone.now() - LEASE - timedelta(seconds=1))
    assert Erasure.objects.filter(finished_at=None, worked_at__lt=timezone.now() - LEASE).get() == erasure
    erase_accounts(pk=erasure.pk)
    erasure.refresh_from_db()
    assert erasure.finished_at
    assert not User.objects.filter(pk=carl.pk).exists()


def test_only_admins_see_and_order_erasures(ada: User, emmy: User, grace: User, client_of: ClientOf) -> None:
    erasure = order_erasure(admin=grace, people=[ada])
    for person in (ada, emmy):
        assert client_of(person).get(ERASE).status_code == 403
        assert client_of(person).post(ERASE, {"addresses": ada.email}).status_code == 403
        assert client_of(person).get(f"{ERASE}{erasure.uid}/").status_code == 403


@pytest.mark.parametrize("text", ["", " , ;\n", "\n".join(f"p{n}@example.org" for n in range(Erasure.MAX_PEOPLE + 1))])
def test_a_list_of_nobody_or_too_many_is_refused(grace: User, text: str) -> None:
    with pytest.raises(RefusedError):
        preview_erasure(admin=grace, text=text)


def test_djangos_admin_leads_to_the_page(ada: User, carl: User, grace: User, client_of: ClientOf) -> None:
    data = {"action": "erase_accounts", "_selected_action": [ada.pk, carl.pk]}
    answer = client_of(grace).post("/admin/accounts/user/", data)
    page = client_of(grace).get(answer["Location"]).text
    assert f"{ada.email}\n{carl.email}" in page


def test_the_check_costs_the_same_for_any_number(
    ada: User, carl: User, grace: User, run: Callable[..., Submission], roadmap: None,
    django_assert_num_queries: DjangoAssertNumQueries, django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    with django_assert_max_num_queries(6) as few:
        preview_erasure(admin=grace, text=ada.email)
    people = User.objects.bulk_create(User(email=f"p{n}@example.org", name="P") for n in range(40))
    exercise = Exercise.objects.all()[0]
    for person in people:
        run(exercise, person)
    with django_assert_num_queries(len(few)):
        preview = preview_erasure(admin=grace, text=" ".join(person.email for person in people))
    assert preview.submissions == 40


def test_the_archive_of_a_cohort_goes_with_the_account_of_somebody_in_it(ada: User, emmy: User) -> None:
    CohortExport.objects.create(cohort=Cohort.objects.get(slug="spring"), person=emmy)
    erase_account(person=ada, actor=None)
    assert not CohortExport.objects.exists()
