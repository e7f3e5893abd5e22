"""A second factor by app: set up by a code to scan, asked for after the password, replaced by a recovery code once."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.tests.conftest import PASSWORD, digits

MFA = "/accounts/2fa/"


def typed_password(ada: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    return client


@pytest.fixture
def secret(tab: Client) -> str:
    """Of the app that Ada has set up."""
    page = tab.get(f"{MFA}totp/activate/").text
    match = re.search(r'id="secret" type="text" value="(\w+)"', page)
    assert match
    assert "<svg" in page
    assert "<?xml" not in page
    assert tab.post(f"{MFA}totp/activate/", {"code": digits(match[1])}).status_code == 302
    return match[1]


def test_it_can_be_had_where_no_e_mail_is_sent(secret: str) -> None:
    assert secret


def test_the_password_alone_no_longer_signs_in(ada: User, secret: str) -> None:
    client = typed_password(ada)
    assert client.get("/account/settings/").status_code == 302
    assert "Sign in" in client.get(f"{MFA}authenticate/").text


def test_a_recovery_code_opens_the_account_once(ada: User, secret: str) -> None:
    code, *others = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    for expected in (200, 302):
        client = typed_password(ada)
        client.post(f"{MFA}authenticate/", {"code": code})
        assert client.get("/account/settings/").status_code == expected
    client.post(f"{MFA}authenticate/", {"code": others[0]})
    assert "8 of 10 left" in client.get(MFA).text
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = client.get(f"{MFA}recovery-codes/download/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert set(answer.text.split()) == set(others[1:])


def test_a_used_link_for_a_new_password_says_what_to_do(client: Client, db: None) -> None:
    page = client.get("/accounts/password/reset/key/1-set-password/")
    assert page.context["token_fail"]
    assert reverse("account_reset_password") in page.text


def test_a_key_is_removed_by_its_name(ada: User) -> None:
    key = Authenticator.objects.create(
        user=ada, type=Authenticator.Type.WEBAUTHN, data={"name": "Blue key", "credential": {}}
    )
    client = Client()
    client.force_login(ada, backend="accounts.backends.AddressBackend")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "Remove Blue key" in client.get(f"{MFA}webauthn/keys/{key.pk}/remove/").text
    client.post(f"{MFA}webauthn/keys/{key.pk}/remove/")
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("sent", ["5", "[]", "x", '{"id": "none"}', '{"id": "none", "rawId": "none", "response": 5}'])
def test_what_is_no_key_is_refused_in_a_sentence(ada: User, client: Client, sent: str) -> None:
    Authenticator.objects.create(user=ada, type=Authenticator.Type.TOTP, data={"secret": "A" * 32})
    half_way = typed_password(ada)
    whole = Client()
    whole.force_login(ada, backend="accounts.backends.AddressBackend")
    for tab, path in ((client, "webauthn/login/"), (half_way, "authenticate/"), (whole, "webauthn/reauthenticate/")):
        answer = tab.post(f"{MFA}{path}", {"credential": sent}, follow=True)
        assert answer.status_code == 200
    assert "Sign in" in client.get("/account/settings/", follow=True).text
