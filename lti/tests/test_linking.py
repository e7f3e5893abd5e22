"""Whose account a platform's person opens."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import ADMIN_ROLES, Role, User
from lti.launches.accounts import CLOSED, NO_ADMINS, NOBODY
from lti.launches.models import LtiIdentity
from lti.platforms.models import LtiPlatform
from lti.tests.conftest import Come

ClientOf = Callable[[User], Client]


def test_an_address_that_is_not_vouched_for_opens_no_account(come: Come, ada: User) -> None:
    page = come(email=ada.email).open()
    assert page.status_code == 403
    assert not LtiIdentity.objects.exists()
    assert "/accounts/login/?next=" in page.text


def test_its_owner_signs_in_once_and_confirms(come: Come, ada: User) -> None:
    member = come(email=ada.email)
    answer = member.launch()
    member.follow(answer)
    member.client.force_login(ada, backend="accounts.backends.AddressBackend")
    page = member.client.get(answer["Location"])
    assert ada.email in page.text
    assert not LtiIdentity.objects.exists()
    member.follow(member.client.post(answer["Location"], {"answer": "link"}))
    assert LtiIdentity.objects.get().user == ada
    member.client = Client()
    assert member.open().wsgi_request.user == ada


def test_somebody_else_signs_out_first(come: Come, carl: User, client_of: ClientOf) -> None:
    member = come(client=client_of(carl))
    answer = member.launch()
    member.follow(answer)
    page = member.follow(member.client.post(answer["Location"], {"answer": "other"}))
    assert page.wsgi_request.user != carl
    assert LtiIdentity.objects.get().user.name == member.name


def test_a_trusted_platform_opens_the_account_of_a_confirmed_address(
    come: Come, trusted: LtiPlatform, ada: User
) -> None:
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    assert come(email=ada.email.upper()).open().wsgi_request.user == ada


def test_a_trusted_platform_takes_over_no_account_that_somebody_else_may_have_made(
    come: Come, trusted: LtiPlatform, ada: User
) -> None:
    """Nobody has confirmed its address."""
    assert come(email=ada.email).open().status_code == 403
    assert not LtiIdentity.objects.exists()


def test_a_new_account_has_an_address_only_if_the_platform_vouches_for_it(come: Come, trusted: LtiPlatform) -> None:
    come("one", email="new@example.org").open()
    come("two", email="new@elsewhere.example").open()
    come("three").open()
    addresses = dict(LtiIdentity.objects.values_list("subject", "user__email"))
    assert addresses["one"] == "new@example.org"
    assert addresses["two"].endswith(NOBODY)
    assert addresses["three"].endswith(NOBODY)
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("new@example.org", True)]


@pytest.mark.parametrize("role", ADMIN_ROLES)
def test_no_admin_comes_in_from_a_course(
    come: Come, trusted: LtiPlatform, grace: User, client_of: ClientOf, role: Role
) -> None:
    User.objects.filter(pk=grace.pk).update(role=role)
    EmailAddress.objects.create(user=grace, email=grace.email, verified=True, primary=True)
    assert NO_ADMINS in come(email=grace.email).open().text
    assert NO_ADMINS in come(client=client_of(grace)).open().text
    assert not LtiIdentity.objects.exists()


def test_whoever_becomes_an_admin_signs_in_otherwise(come: Come) -> None:
    come().open()
    User.objects.filter(lti_identities__subject="ada-there").update(role="admin")
    assert come().open().status_code == 403


def test_a_closed_account_stays_closed(come: Come) -> None:
    come().open()
    User.objects.filter(lti_identities__subject="ada-there").update(is_active=False)
    page = come().open()
    assert page.status_code == 403
    assert CLOSED in page.text


def test_an_account_has_one_account_on_a_platform(come: Come, ada: User, client_of: ClientOf) -> None:
    LtiIdentity.objects.create(platform=LtiPlatform.objects.get(), subject="old", user=ada)
    member = come(client=client_of(ada))
    answer = member.launch()
    member.follow(answer)
    assert member.client.post(answer["Location"], {"answer": "link"}).status_code == 403


@pytest.mark.parametrize("name", ["<b>x</b>", "https://evil.example", "\u202e", "x" * 500, "", "a@b"])
def test_names_are_fitted_by_our_rules(come: Come, name: str) -> None:
    come(name=name).open()
    LtiIdentity.objects.get().user.full_clean(exclude=["password"])
