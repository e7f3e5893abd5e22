"""The members of a cohort: roles, removing, leaving, and undoing both."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.members.actions import LAST_LEAD

ClientOf = Callable[[User], Client]
MEMBERS = "/cohorts/spring/members/"


def page_of(user: User) -> str:
    return f"{MEMBERS}{user.uid}/"


def undo(client: Client, page: str) -> str:
    undo_token = page.split('name="undo_token" value="')[1].split('"')[0]
    return client.post("/cohorts/restore/", {"undo_token": undo_token}, follow=True).text


def test_a_lead_makes_a_learner_a_mentor(ada: User, lena: User, client_of: ClientOf) -> None:
    client_of(lena).post(page_of(ada), {"role": "mentor"})
    assert client_of(ada).get("/cohorts/spring/").status_code == 200


def test_nobody_but_a_lead_or_an_admin_changes_members(
    ada: User, emmy: User, carl: User, lena: User, grace: User, client_of: ClientOf
) -> None:
    for user in (ada, emmy, carl):
        assert client_of(user).post(page_of(ada), {"role": "lead"}).status_code == 404
        assert client_of(user).post(f"{page_of(ada)}remove/").status_code == 404
    assert client_of(grace).post(page_of(ada), {"role": "mentor"}).status_code == 302


@pytest.mark.parametrize("role", ["mentor", "learner"])
def test_the_last_lead_cannot_be_removed(lena: User, spring: Cohort, client_of: ClientOf, role: str) -> None:
    client = client_of(lena)
    assert LAST_LEAD in client.post(page_of(lena), {"role": role}).text
    assert LAST_LEAD in client.post(f"{page_of(lena)}remove/", follow=True).text
    assert LAST_LEAD in client.post("/cohorts/spring/leave/", follow=True).text
    assert spring.memberships.get(user=lena).role == CohortRole.LEAD


def test_a_lead_can_leave_if_there_is_another(emmy: User, lena: User, spring: Cohort, client_of: ClientOf) -> None:
    client_of(lena).post(page_of(emmy), {"role": "lead"})
    page = client_of(lena).post("/cohorts/spring/leave/", follow=True).text
    assert not spring.memberships.filter(user=lena).exists()
    assert client_of(lena).get("/cohorts/spring/").status_code == 404
    assert "Lena" in undo(client_of(lena), page)
    assert spring.memberships.get(user=lena).role == CohortRole.LEAD


def test_a_closed_account_does_not_count_as_another_lead(
    emmy: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    spring.memberships.filter(user=emmy).update(role=CohortRole.LEAD)
    User.objects.filter(pk=emmy.pk).update(is_active=False)
    assert LAST_LEAD in client_of(lena).post("/cohorts/spring/leave/", follow=True).text


def test_a_learner_who_leaves_is_hidden_and_can_return(
    ada: User, emmy: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    joined_on = spring.memberships.get(user=ada).joined_on
    page = client_of(ada).post("/cohorts/spring/leave/", follow=True).text
    assert client_of(emmy).get(f"/cohorts/spring/learners/{ada.uid}/").status_code == 404
    undo(client_of(ada), page)
    member = spring.memberships.get(user=ada)
    assert (member.role, member.joined_on) == (CohortRole.LEARNER, joined_on)


def test_only_a_current_lead_can_undo_a_removal(
    ada: User, emmy: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    page = client_of(lena).post(f"{page_of(ada)}remove/", follow=True).text
    assert not spring.memberships.filter(user=ada).exists()
    undo_token = page.split('name="undo_token" value="')[1].split('"')[0]
    data = {"undo_token": undo_token}
    assert client_of(emmy).post("/cohorts/restore/", data).status_code == 403
    spring.memberships.filter(user=emmy).update(role=CohortRole.LEAD)
    client_of(lena).post("/cohorts/spring/leave/")
    assert client_of(lena).post("/cohorts/restore/", data).status_code == 403
    assert not spring.memberships.filter(user=ada).exists()


def test_undoing_twice_changes_nothing(ada: User, lena: User, spring: Cohort, client_of: ClientOf) -> None:
    client = client_of(lena)
    page = client.post(f"{page_of(ada)}remove/", follow=True).text
    undo(client, page)
    undo(client, page)
    assert spring.memberships.filter(user=ada).count() == 1


def test_a_list_of_five_hundred_is_searched_and_has_the_same_queries(
    emmy: User, lena: User, spring: Cohort, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = client_of(lena)
    client.get(MEMBERS)
    with django_assert_max_num_queries(12) as few:
        client.get(MEMBERS)
    people = User.objects.bulk_create(User(email=f"l{at}@example.org", name=f"Learner {at}") for at in range(500))
    Membership.objects.bulk_create(Membership(cohort=spring, user=person) for person in people)
    with django_assert_num_queries(len(few)):
        assert client.get(MEMBERS).text.count("/members/") < 60
    page = client.get(MEMBERS, {"q": "l499@"}).text
    assert "Learner 499" in page
    assert "Learner 49<" not in page


def test_members_can_always_read_who_sees_what(
    ada: User, emmy: User, lena: User, carl: User, spring: Cohort, client_of: ClientOf
) -> None:
    for user in (ada, emmy, lena):
        assert client_of(user).get("/cohorts/spring/about/").text.count('id="who-sees-what"') == 1
    assert client_of(carl).get("/cohorts/spring/about/").status_code == 404
    assert "/cohorts/spring/about/" in client_of(ada).get("/cohorts/").text
    assert "/cohorts/" in client_of(ada).get("/account/settings/").text
    assert "/cohorts/spring/about/" in client_of(ada).get("/questions/").text
