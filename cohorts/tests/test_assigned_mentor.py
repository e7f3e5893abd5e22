"""The list of members and a learner's page name the mentor who looks after the learner first."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.tests.conftest import Learner

ClientOf = Callable[[User], Client]
MEMBERS = "/cohorts/spring/members/"
pytestmark = pytest.mark.usefixtures("roadmap")


def assign(learner: User, mentor: User, cohort: Cohort) -> None:
    cohort.memberships.filter(user=learner).update(mentor=cohort.memberships.get(user=mentor))


def test_both_pages_name_them(ada: User, emmy: User, lena: User, spring: Cohort, client_of: ClientOf) -> None:
    pages = (MEMBERS, f"/cohorts/spring/learners/{ada.uid}/")
    client = client_of(lena)
    for url in pages:
        assert f"Mentor: {emmy}" not in client.get(url).text
    assign(ada, emmy, spring)
    for url in pages:
        assert f"Mentor: {emmy}" in client.get(url).text


def test_the_queries_do_not_grow(
    ada: User, emmy: User, spring: Cohort, new_learner: Learner, client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries, django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = client_of(emmy)
    client.get(MEMBERS)
    with django_assert_max_num_queries(20) as few:
        client.get(MEMBERS)
    for number in range(12):
        assign(new_learner(spring, f"L{number}"), emmy, spring)
    with django_assert_num_queries(len(few)):
        client.get(MEMBERS)
    url = f"/cohorts/spring/learners/{ada.uid}/"
    with django_assert_max_num_queries(60) as without_mentor:
        client.get(url)
    assign(ada, emmy, spring)
    with django_assert_num_queries(len(without_mentor)):
        client.get(url)
