"""A membership gives access to pages, and its end takes it away. ``tests/permissions/table.txt`` lists each route."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Role, User
from cohorts.cohort.models import Cohort, CohortRole
from cohorts.tests.conftest import Submit

ClientOf = Callable[[User], Client]


@pytest.fixture
def pages(ada: User, spring: Cohort, submit: Submit) -> list[str]:
    """The cohort, Ada in it, and one submission of hers."""
    learner = f"/cohorts/spring/learners/{ada.uid}/"
    return ["/cohorts/spring/", learner, f"{learner}submissions/{submit(ada).uid}/"]


def answers(client: Client, pages: list[str]) -> set[int]:
    return {client.get(page).status_code for page in pages}


def test_mentors_and_admins_have_access(emmy: User, grace: User, pages: list[str], client_of: ClientOf) -> None:
    assert answers(client_of(emmy), pages) == {200}
    assert answers(client_of(grace), pages) == {200}


def test_losing_the_membership_ends_it(emmy: User, spring: Cohort, pages: list[str], client_of: ClientOf) -> None:
    spring.memberships.get(user=emmy).delete()
    assert answers(client_of(emmy), pages) == {404}


def test_the_membership_decides_and_the_role_of_the_account_does_not(
    emmy: User, spring: Cohort, pages: list[str], client_of: ClientOf
) -> None:
    User.objects.filter(pk=emmy.pk).update(role=Role.LEARNER)
    assert answers(client_of(emmy), pages) == {200}
    assert "/cohorts/" in client_of(emmy).get("/roadmap/").text
    spring.memberships.filter(user=emmy).update(role=CohortRole.LEAD)
    assert answers(client_of(emmy), pages) == {200}


def test_being_a_learner_in_a_cohort_opens_nothing(
    emmy: User, spring: Cohort, pages: list[str], client_of: ClientOf
) -> None:
    spring.memberships.filter(user=emmy).update(role=CohortRole.LEARNER)
    assert answers(client_of(emmy), pages) == {404}


def test_a_learner_is_seen_only_through_their_own_cohort(
    ada: User, carl: User, emmy: User, spring: Cohort, submit: Submit, client_of: ClientOf
) -> None:
    run_of_carl = submit(carl)
    client = client_of(emmy)
    assert client.get(f"/cohorts/spring/learners/{carl.uid}/").status_code == 404
    assert client.get(f"/cohorts/spring/learners/{carl.uid}/submissions/{run_of_carl.uid}/").status_code == 404
    assert client.get(f"/cohorts/spring/learners/{ada.uid}/submissions/{run_of_carl.uid}/").status_code == 404


def test_try_runs_are_not_shown(ada: User, emmy: User, spring: Cohort, submit: Submit, client_of: ClientOf) -> None:
    run = submit(ada, mode="try")
    assert client_of(emmy).get(f"/cohorts/spring/learners/{ada.uid}/submissions/{run.uid}/").status_code == 404
    page = client_of(emmy).get(f"/cohorts/spring/learners/{ada.uid}/").content.decode()
    assert str(run.uid) not in page


def test_everyone_finds_their_cohorts_in_one_list(
    ada: User, emmy: User, carl: User, spring: Cohort, client_of: ClientOf
) -> None:
    assert '"/cohorts/spring/about/"' in client_of(ada).get("/cohorts/").text
    assert '"/cohorts/spring/"' not in client_of(ada).get("/cohorts/").text
    assert '"/cohorts/spring/"' in client_of(emmy).get("/cohorts/").text
    assert "/cohorts/spring/" not in client_of(carl).get("/cohorts/").text
