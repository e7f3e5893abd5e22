"""People without a password confirm at their provider that it's them, where others type their password."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import ApiToken, User
from accounts.sign_in.adapter import WAYS
from accounts.single_sign_on.confirmation import NO_TIME, NOT_ASKED
from accounts.tests.conftest import digits
from accounts.tests.single_sign_on import begin, sign_in
from tests.oidc import TestProvider, Visitor

pytestmark = pytest.mark.django_db

CONFIRM = "/accounts/oidc/site/confirm/"


@pytest.fixture
def tab(provider: TestProvider) -> Client:
    """Of Emmy, who has signed in at the provider."""
    client = Client()
    sign_in(client, "emmy")
    return client


def confirm(tab: Client, page: str, *, name: str = "emmy") -> Any:
    return tab.get(Visitor(name).answer(begin(tab, CONFIRM, next=page)))


def test_every_page_that_asks_who_they_are_leads_to_the_provider(tab: Client) -> None:
    for path in ("/account/data/archive.zip", "/accounts/2fa/totp/activate/", "/accounts/password/set/"):
        assert tab.get(path)["Location"].startswith(CONFIRM)
    assert tab.get("/accounts/reauthenticate/")["Location"].startswith(CONFIRM)
    assert "Continue at Example University" in tab.get(CONFIRM).text


def test_they_download_their_data(tab: Client) -> None:
    assert confirm(tab, "/account/data/")["Location"] == "/account/data/"
    assert tab.get("/account/data/archive.zip")["Content-Type"] == "application/zip"


def test_they_create_a_token_and_the_form_is_not_lost(tab: Client) -> None:
    fields = {"name": "laptop", "days": "30", "scopes": ["read"]}
    assert tab.post("/account/keys/", fields)["Location"].startswith(CONFIRM)
    confirm(tab, "/account/keys/")
    assert ApiToken.objects.get().name == "laptop"


def test_they_set_up_an_app(tab: Client) -> None:
    confirm(tab, "/accounts/2fa/totp/activate/")
    page = tab.get("/accounts/2fa/totp/activate/").text
    secret = page.partition('id="secret" type="text" value="')[2].partition('"')[0]
    assert tab.post("/accounts/2fa/totp/activate/", {"code": digits(secret)}).status_code == 302
    assert WAYS["mfa_reauthenticate"] in tab.get(CONFIRM).text


def test_they_choose_a_password(tab: Client) -> None:
    confirm(tab, "/accounts/password/set/")
    words = "from hills to basin"
    tab.post("/accounts/password/set/", {"password1": words, "password2": words})
    assert User.objects.get().check_password(words)


def test_they_delete_their_account(tab: Client) -> None:
    confirm(tab, "/account/data/")
    tab.post("/account/data/", {"address": "emmy@example.org"})
    assert not User.objects.exists()


def test_it_is_asked_again_after_five_minutes(tab: Client) -> None:
    confirm(tab, "/account/data/")
    session = tab.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    assert tab.get("/account/data/archive.zip").status_code == 302


def test_the_provider_is_told_to_ask_for_the_password(tab: Client) -> None:
    url = begin(tab, CONFIRM)
    assert "prompt=login" in url
    assert "max_age=0" in url


def test_the_holder_of_an_open_browser_cannot_leave_that_out(tab: Client, provider: TestProvider) -> None:
    """They edit the address, and the provider answers at once, because its session is open too."""
    visitor = Visitor("emmy")
    visitor.answer(begin(tab))
    provider.say(emmy={"auth_time": int(time.time()) - 3600})
    url = begin(tab, CONFIRM, next="/account/data/").replace("prompt=login", "prompt=").replace("max_age=0", "a=b")
    page = tab.get(visitor.answer(url, types_password=False))
    assert page.status_code == 403
    assert NOT_ASKED.format(provider="Example University") in page.text
    assert tab.get("/account/data/archive.zip").status_code == 302


@pytest.mark.parametrize("claim", [None, "now", True, [], {}])
def test_a_provider_that_tells_no_time_confirms_nobody(tab: Client, provider: TestProvider, claim: object) -> None:
    provider.say(emmy={"auth_time": claim})
    page = confirm(tab, "/account/data/")
    assert NO_TIME.format(provider="Example University") in page.text
    assert tab.get("/account/data/archive.zip").status_code == 302


def test_somebody_else_confirms_nothing(tab: Client) -> None:
    page = confirm(tab, "/account/data/", name="mallory")
    assert "as somebody else" in page.text
    assert tab.get("/account/data/archive.zip").status_code == 302


def test_a_plain_sign_in_confirms_nothing(tab: Client) -> None:
    tab.get(Visitor("emmy").answer(begin(tab)))
    assert tab.get("/account/data/archive.zip").status_code == 302


def test_only_people_of_the_provider_have_the_page(
    ada: User, client_of: Callable[[User], Client], provider: TestProvider
) -> None:
    assert client_of(ada).get(CONFIRM).status_code == 404
    assert client_of(ada).post(CONFIRM).status_code == 404


def test_it_leads_to_no_other_site(tab: Client, settings: Settings) -> None:
    assert confirm(tab, "https://evil.example/")["Location"] == "/"
