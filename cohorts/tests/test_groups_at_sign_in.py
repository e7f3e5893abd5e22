"""Somebody signs in at a real provider, which lists their groups."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.single_sign_on.models import IdentityProvider
from accounts.tests.single_sign_on import sign_in
from cohorts.cohort.models import Cohort
from cohorts.groups.models import GroupRule
from tests.oidc import TestProvider

pytestmark = [pytest.mark.django_db, pytest.mark.host_clock]


@pytest.fixture
def rule(spring: Cohort, provider: TestProvider) -> GroupRule:
    key = IdentityProvider(issuer=provider.address).key
    return GroupRule.objects.create(provider=key, group="students", cohort=spring, is_active=True)


def is_member(name: str) -> bool:
    return Cohort.objects.get().memberships.filter(user__email=f"{name}@example.org").exists()


@pytest.mark.parametrize("in_id_token", [True, False])
def test_they_join_at_the_first_sign_in_and_leave_at_a_later_one(
    client: Client, rule: GroupRule, provider: TestProvider, in_id_token: bool
) -> None:
    """The groups may be at the provider's other endpoint only."""
    claims = {"groups": ["students"]}
    provider.say(grace=claims if in_id_token else claims | {"id_token": {"groups": None}}, mallory={"groups": ["x"]})
    sign_in(client, "mallory")
    sign_in(client, "grace")
    assert (is_member("mallory"), is_member("grace")) == (False, True)
    provider.say(grace={"groups": []})
    sign_in(client, "grace")
    assert not is_member("grace")
    assert User.objects.filter(email="grace@example.org").exists()


def test_somebody_whose_account_was_there_joins_too(
    client: Client, carl: User, rule: GroupRule, provider: TestProvider
) -> None:
    carl.emailaddress_set.create(email=carl.email, verified=True, primary=True)  # type: ignore[attr-defined]  # allauth's
    provider.say(emmy={"email": carl.email, "groups": "students"})
    sign_in(client, "emmy")
    assert is_member("carl")
