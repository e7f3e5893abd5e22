"""People without a password confirm at their SAML provider that it's them."""

import time

import pytest
from django.test import Client

from accounts.single_sign_on.confirmation import NOT_ASKED
from accounts.tests.single_sign_on import begin
from accounts.tests.test_saml import BEGIN, post, sign_in
from tests.saml import SamlVisitor, TestSamlProvider

pytestmark = pytest.mark.django_db

CONFIRM, ARCHIVE = "/accounts/oidc/saml/confirm/", "/account/data/archive.zip"


@pytest.fixture
def visitor() -> SamlVisitor:
    """Emmy, who has signed in at the provider."""
    return SamlVisitor("emmy")


@pytest.fixture
def tab(university: TestSamlProvider, visitor: SamlVisitor) -> Client:
    client = Client()
    client.get(post(visitor.answer(begin(client, BEGIN))))
    return client


def test_the_provider_asks_for_the_password_again(tab: Client, visitor: SamlVisitor) -> None:
    assert tab.get(ARCHIVE)["Location"].startswith(CONFIRM)
    url = begin(tab, CONFIRM, next="/account/data/")
    with pytest.raises(AssertionError):
        visitor.answer(url, types_password=False)
    assert tab.get(post(visitor.answer(url)))["Location"] == "/account/data/"
    assert tab.get(ARCHIVE)["Content-Type"] == "application/zip"


def test_a_provider_that_did_not_ask_confirms_nothing(
    tab: Client, visitor: SamlVisitor, university: TestSamlProvider
) -> None:
    """Whoever holds an open browser can take ForceAuthn out of the address."""
    university.say(emmy={"authn_instant": int(time.time()) - 600})
    page = tab.get(post(visitor.answer(begin(tab, CONFIRM, next="/account/data/"))))
    assert page.status_code == 403
    assert NOT_ASKED.format(provider="Example University") in page.text
    assert tab.get(ARCHIVE).status_code == 302


def test_somebody_else_confirms_nothing(tab: Client) -> None:
    page = tab.get(post(SamlVisitor("mallory").answer(begin(tab, CONFIRM))))
    assert page.status_code == 403
    assert tab.get(ARCHIVE).status_code == 302


def test_a_plain_sign_in_confirms_nothing(tab: Client) -> None:
    sign_in(tab, "emmy")
    assert tab.get(ARCHIVE).status_code == 302
