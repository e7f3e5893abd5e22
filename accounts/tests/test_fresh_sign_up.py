"""Whoever has just chosen a password isn't asked for it again when they add a passkey."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from pytest_django import Settings

from accounts.tests.conftest import PASSWORD

PASSKEY = "/accounts/2fa/webauthn/add/"
NORA = {"name": "Nora", "email": "nora@example.org", "password1": PASSWORD}
RECORDS = "account_authentication_methods"


def asks_again(client: Client) -> bool:
    return client.get(PASSKEY).headers.get("Location", "").startswith("/accounts/reauthenticate/")


@pytest.fixture
def nora(db: None) -> Client:
    client = Client()
    client.post("/accounts/signup/", NORA)
    return client


def test_a_new_account_adds_a_passkey_at_once(nora: Client) -> None:
    assert nora.get(PASSKEY).status_code == 200


def test_an_hour_later_it_is_asked(nora: Client) -> None:
    session = nora.session
    session[RECORDS] = [record | {"at": record["at"] - 3_600} for record in session[RECORDS]]
    session.save()
    assert asks_again(nora)


def test_in_another_session_it_is_asked(nora: Client) -> None:
    other = Client()
    other.post("/accounts/login/", {"login": NORA["email"], "password": PASSWORD})
    assert asks_again(other)


def test_whoever_opens_the_link_that_confirms_an_address_is_asked(db: None, settings: Settings) -> None:
    settings.EMAIL_URL, settings.ACCOUNT_EMAIL_VERIFICATION = "smtp://localhost", "mandatory"
    settings.MFA_ALLOW_UNVERIFIED_EMAIL = False
    client = Client()
    client.post("/accounts/signup/", NORA)
    match = re.search(r"/accounts/confirm-email/[^\s]+", str(mail.outbox[-1].body))
    assert match
    client.post(match[0])
    assert EmailAddress.objects.get(email=NORA["email"]).verified
    assert client.get(PASSKEY).status_code == 302
