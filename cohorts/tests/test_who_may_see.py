"""A mentor sees the cohorts they look after, an admin all of them, and nobody else any."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Role, User
from cohorts.models import Cohort, Membership
from cohorts.tests.conftest import Study, Submit

ClientOf = Callable[[User], Client]


@pytest.fixture
def pages(ada: User, spring: Cohort, submit: Submit) -> list[str]:
    """The cohort, Ada in it, and one submission of hers."""
    learner = f"/cohorts/spring/learners/{ada.uid}/"
    return ["/cohorts/spring/", learner, f"{learner}submissions/{submit(ada).uid}/"]


def answers(client: Client, pages: list[str]) -> set[int]:
    return {client.get(page).status_code for page in pages}


def test_the_mentor_and_the_admin_may(emmy: User, grace: User, pages: list[str], client_of: ClientOf) -> None:
    assert answers(client_of(emmy), pages) == {200}
    assert answers(client_of(grace), pages) == {200}


def test_a_learner_may_not_even_themselves(ada: User, carl: User, pages: list[str], client_of: ClientOf) -> None:
    assert answers(client_of(ada), ["/cohorts/", *pages]) == {404}
    assert answers(client_of(carl), ["/cohorts/", *pages]) == {404}


def test_the_mentor_of_another_cohort_may_not(pages: list[str], client_of: ClientOf) -> None:
    other = User.objects.create(email="max@example.org", name="Max", role=Role.MENTOR)
    winter = Cohort.objects.create(slug="winter", title="Winter", started_on="2026-01-05")
    Membership.objects.create(cohort=winter, user=other, role=Membership.Role.MENTOR)
    assert answers(client_of(other), pages) == {404}


def test_a_stranger_is_sent_to_sign_in(pages: list[str], client: Client) -> None:
    for page in ["/cohorts/", *pages]:
        answer = client.get(page)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")


def test_losing_the_membership_ends_it(emmy: User, spring: Cohort, pages: list[str], client_of: ClientOf) -> None:
    spring.memberships.get(user=emmy).delete()
    assert answers(client_of(emmy), pages) == {404}


def test_being_a_learner_in_a_cohort_opens_nothing(
    emmy: User, spring: Cohort, pages: list[str], client_of: ClientOf
) -> None:
    spring.memberships.filter(user=emmy).update(role=Membership.Role.LEARNER)
    assert answers(client_of(emmy), pages) == {404}


def test_a_learner_is_seen_only_through_their_own_cohort(
    ada: User, carl: User, emmy: User, spring: Cohort, submit: Submit, client_of: ClientOf
) -> None:
    theirs = submit(carl)
    client = client_of(emmy)
    assert client.get(f"/cohorts/spring/learners/{carl.uid}/").status_code == 404
    assert client.get(f"/cohorts/spring/learners/{carl.uid}/submissions/{theirs.uid}/").status_code == 404
    assert client.get(f"/cohorts/spring/learners/{ada.uid}/submissions/{theirs.uid}/").status_code == 404


def test_try_runs_are_not_shown(ada: User, emmy: User, spring: Cohort, submit: Submit, client_of: ClientOf) -> None:
    run = submit(ada, mode="try")
    assert client_of(emmy).get(f"/cohorts/spring/learners/{ada.uid}/submissions/{run.uid}/").status_code == 404
    page = client_of(emmy).get(f"/cohorts/spring/learners/{ada.uid}/").content.decode()
    assert str(run.uid) not in page


def test_the_pages_change_nothing(emmy: User, pages: list[str], client_of: ClientOf) -> None:
    client = client_of(emmy)
    assert {client.post(page).status_code for page in pages} == {405}


def test_one_cohort_is_opened_at_once_and_several_are_listed(
    emmy: User, grace: User, spring: Cohort, study: Study, client_of: ClientOf
) -> None:
    assert client_of(emmy).get("/cohorts/")["Location"] == "/cohorts/spring/"
    Cohort.objects.create(slug="winter", title="Winter", started_on="2026-01-05")
    page = client_of(grace).get("/cohorts/").content.decode()
    assert "1 learner," in page
    assert "0 learners," in page


def test_a_mentor_without_a_cohort_reads_how_to_get_one(db: None, client_of: ClientOf) -> None:
    mentor = User.objects.create(email="max@example.org", name="Max", role=Role.MENTOR)
    assert "An admin adds you to one" in client_of(mentor).get("/cohorts/").content.decode()
