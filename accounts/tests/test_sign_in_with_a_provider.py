"""Somebody signs in with their institution's provider, for the first time and again."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Role, User
from accounts.single_sign_on.adapter import CANCELLED
from accounts.tests.conftest import digits
from accounts.tests.single_sign_on import BEGIN, begin, sign_in
from tests.oidc import TestProvider, Visitor

pytestmark = pytest.mark.django_db


def test_the_first_time_makes_an_account(client: Client, provider: TestProvider) -> None:
    answer = sign_in(client, "emmy")
    assert answer["Location"].startswith("/start/")
    person = User.objects.get(email="emmy@example.org")
    assert (person.name, person.role, person.has_usable_password()) == ("Emmy L.", Role.LEARNER, False)
    assert EmailAddress.objects.get(user=person).verified
    assert client.get("/account/settings/").status_code == 200


def test_the_next_time_opens_the_same_account(client: Client, provider: TestProvider) -> None:
    sign_in(client, "emmy")
    assert sign_in(Client(), "emmy")["Location"] == "/"
    assert User.objects.count() == 1


def test_another_address_at_the_provider_opens_the_same_account(client: Client, provider: TestProvider) -> None:
    sign_in(client, "emmy")
    provider.say(emmy={"email": "emmy@elsewhere.example", "email_verified": False})
    sign_in(Client(), "emmy")
    assert User.objects.get().email == "emmy@example.org"


def test_nothing_is_stored_of_what_the_provider_says_but_who_they_are(client: Client, provider: TestProvider) -> None:
    provider.say(emmy={"birthdate": "1900-01-01", "groups": ["secret society"]})
    sign_in(client, "emmy")
    account = SocialAccount.objects.get()
    assert (account.provider, account.uid, account.extra_data) == (provider.address, "emmy-1", {})
    assert not SocialToken.objects.exists()


def test_it_leads_on_to_the_page_somebody_wanted(client: Client, provider: TestProvider) -> None:
    sign_in(client, "emmy")
    assert sign_in(Client(), "emmy", next="/hours/")["Location"] == "/hours/"


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_it_leads_to_no_other_site(client: Client, provider: TestProvider, page: str) -> None:
    sign_in(client, "emmy")
    assert sign_in(Client(), "emmy", next=page)["Location"] == "/"


def test_the_provider_is_asked_with_pkce_a_state_and_a_nonce(client: Client, provider: TestProvider) -> None:
    query = parse_qs(urlsplit(begin(client)).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["redirect_uri"] == ["http://127.0.0.1:8000/accounts/oidc/site/login/callback/"]
    assert min(len(query[name][0]) for name in ("code_challenge", "state", "nonce")) >= 16


def test_nothing_that_goes_to_the_provider_comes_from_our_pages_address(client: Client, provider: TestProvider) -> None:
    url = begin(client, "/accounts/oidc/site/login/?scope=admin&auth_params=prompt%3Dnone&process=connect")
    assert "admin" not in url
    assert "prompt" not in url


def test_the_second_factor_is_asked_for_too(ada: User, client: Client, provider: TestProvider) -> None:
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    Authenticator.objects.create(user=ada, type=Authenticator.Type.TOTP, data={"secret": "A" * 32})
    assert sign_in(client, "ada")["Location"] == "/accounts/2fa/authenticate/"
    page = client.get("/account/settings/", follow=True)
    assert page.request["PATH_INFO"] == "/accounts/2fa/authenticate/"
    client.post("/accounts/2fa/authenticate/", {"code": digits("A" * 32)})
    assert client.get("/account/settings/").status_code == 200


def test_somebody_who_signs_in_as_another_leaves_the_first_account(client: Client, provider: TestProvider) -> None:
    sign_in(client, "emmy")
    sign_in(client, "grace")
    assert "grace@example.org" in client.get("/account/settings/").text


def test_who_cancels_is_back_at_the_sign_in_page(client: Client, provider: TestProvider) -> None:
    state = parse_qs(urlsplit(begin(client)).query)["state"][0]
    page = client.get(f"/accounts/oidc/site/login/callback/?error=access_denied&state={state}", follow=True)
    assert CANCELLED.format(provider="Example University") in page.text


@pytest.mark.parametrize(
    ("claim", "name"),
    [
        ("Ada\u202e\x00Lovelace\u200b", "Ada Lovelace"),
        ("x" * 500, "x" * 60),
        ("", "emmy"),
        ("\u3164\ufeff", "emmy"),
        ("<b>Ada</b>", "<b>Ada</b>"),
        ("see https://evil.example", "emmy"),
    ],
)
def test_a_name_is_made_to_fit_our_rules(client: Client, provider: TestProvider, claim: str, name: str) -> None:
    provider.say(emmy={"name": claim})
    sign_in(client, "emmy")
    assert User.objects.get().name == name


def test_a_name_in_two_parts_is_put_together(client: Client, provider: TestProvider) -> None:
    provider.say(emmy={"name": None, "given_name": "Emmy", "family_name": "Noether"})
    sign_in(client, "emmy")
    assert User.objects.get().name == "Emmy Noether"


def test_the_provider_may_tell_an_address_at_its_other_endpoint_only(client: Client, provider: TestProvider) -> None:
    provider.say(emmy={"id_token": {"email": None, "email_verified": None}})
    sign_in(client, "emmy")
    assert User.objects.get().email == "emmy@example.org"


def test_the_button_is_on_the_pages_for_signing_in_and_up(client: Client, provider: TestProvider) -> None:
    for path in ("/accounts/login/", "/accounts/signup/"):
        assert "Sign in with Example University" in client.get(path).text


def test_a_visitor_of_the_provider_who_is_signed_in_there_types_nothing(client: Client, provider: TestProvider) -> None:
    visitor = Visitor("emmy")
    client.get(visitor.answer(begin(client)))
    other = Client()
    assert other.get(visitor.answer(begin(other), types_password=False))["Location"] == "/"


def test_a_class_signs_in_behind_one_address(provider: TestProvider) -> None:
    """A school's network is one address to us, and its lesson begins for everybody at the same minute."""
    assert [Client().post(BEGIN).status_code for _ in range(35)] == [200] * 35


def test_attempts_are_counted(provider: TestProvider, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"provider_sign_in": "1/m/ip"}
    assert [Client().post(BEGIN).status_code for _ in range(2)] == [200, 429]
