"""The log says who signed in or failed to, and from where, without an email address or a secret."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import User
from accounts.tests.conftest import PASSWORD, Events

FORGED = {"X-Forwarded-For": "203.0.113.9"}


def sign_in(client: Client, login: str, password: str) -> None:
    client.post("/accounts/login/", {"login": login, "password": password}, headers=FORGED)


def test_it_logs_signing_in_and_out(ada: User, client: Client, events: Events) -> None:
    sign_in(client, ada.email, PASSWORD)
    client.post("/accounts/logout/")

    [signed_in] = events("account.signed_in")
    assert (signed_in["account"], signed_in["methods"]) == (ada.pk, ["password"])
    assert [line["account"] for line in events("account.signed_out")] == [ada.pk]


def test_it_logs_a_wrong_password_without_what_was_typed(
    ada: User, client: Client, events: Events, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(client, ada.email, "an unusual mistake")
    sign_in(client, "stranger@example.org", "an unusual mistake")

    assert [line["account"] for line in events("account.sign_in_failed")] == [ada.pk, None]
    logged = str([record.msg for record in caplog.records])
    assert not [text for text in (ada.email, "stranger@", "unusual") if text in logged]


def test_it_logs_a_wrong_second_factor(ada: User, client: Client, events: Events) -> None:
    Authenticator.objects.create(user=ada, type=Authenticator.Type.TOTP, data={"secret": "A" * 32})
    sign_in(client, ada.email, PASSWORD)
    client.post("/accounts/2fa/authenticate/", {"code": "abcdef"})

    assert not events("account.signed_in")
    assert [(line["account"], line["method"]) for line in events("account.second_factor_failed")] == [(ada.pk, "totp")]


def test_the_address_in_the_log_is_not_what_the_sender_wrote(ada: User, client: Client, events: Events) -> None:
    sign_in(client, ada.email, "an unusual mistake")

    assert [line["ip"] for line in events("account.sign_in_failed")] == ["127.0.0.1"]


def test_a_refused_request_is_logged(ada: User, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    sign_in(client, ada.email, PASSWORD)
    assert client.get("/authoring/").status_code == 403

    [line] = [record for record in caplog.records if record.name == "django.request"]
    assert "/authoring/" in line.getMessage()
