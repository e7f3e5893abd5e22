"""Somebody signs in with a SAML provider, for the first time and again. Which account it opens is as with OpenID."""

from typing import Any

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Role, User
from accounts.single_sign_on import providers
from accounts.single_sign_on.adapter import EXPIRED, UNREADABLE
from accounts.single_sign_on.linking import NOT_VERIFIED
from accounts.single_sign_on.providers import identity_providers
from accounts.single_sign_on.saml.source import PERSISTENT_NAME_ID
from accounts.single_sign_on.saml.views import REPLAYED
from accounts.tests.conftest import digits
from accounts.tests.single_sign_on import begin
from tests.saml import SamlVisitor, TestSamlProvider

pytestmark = pytest.mark.django_db

BEGIN = "/accounts/oidc/saml/login/"
ACS = "/accounts/saml/saml/acs/"


def post(response: str) -> str:
    """Post it as the provider's page does: from another site, so without cookies. Return where it leads."""
    answer = Client().post(ACS, {"SAMLResponse": response})
    assert answer.status_code == 303, answer.content
    assert not answer.cookies
    return str(answer["Location"])


def sign_in(client: Client, name: str, **fields: str) -> Any:
    return client.get(post(SamlVisitor(name).answer(begin(client, BEGIN, **fields))))


def test_the_first_time_makes_an_account(client: Client, university: TestSamlProvider) -> None:
    answer = sign_in(client, "emmy")
    assert answer["Location"].startswith("/start/")
    person = User.objects.get(email="emmy@example.org")
    assert (person.name, person.role, person.has_usable_password()) == ("Emmy L.", Role.LEARNER, False)
    account = SocialAccount.objects.get()
    assert (account.provider, account.uid) == (f"saml:{university.entity_id}", "emmy@example.org")
    assert account.extra_data == {}
    assert client.get("/account/settings/").status_code == 200


def test_the_next_time_opens_the_same_account(client: Client, university: TestSamlProvider) -> None:
    sign_in(client, "emmy")
    university.say(emmy={"mail": "emmy@elsewhere.example"})
    assert sign_in(Client(), "emmy", next="/hours/")["Location"] == "/hours/"
    assert User.objects.count() == 1


def test_a_confirmed_address_opens_its_account(ada: User, client: Client, university: TestSamlProvider) -> None:
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    assert sign_in(client, "ada")["Location"] == "/"
    assert User.objects.count() == 1
    assert "Ada" in client.get("/account/settings/").text


def test_an_address_counts_only_if_the_operator_relies_on_the_providers(
    client: Client, university: TestSamlProvider, settings: Settings
) -> None:
    settings.SAML_VOUCHES_FOR_ADDRESSES = False
    identity_providers.renew()
    page = sign_in(client, "emmy")
    assert page.status_code == 403
    assert NOT_VERIFIED.format(provider="Example University", address="emmy@example.org") in page.text


@pytest.mark.parametrize("mail", ["mallory@evil.example", None, "nobody", ["mallory@example.org", "ada@example.org"]])
def test_an_address_to_rely_on_is_needed(client: Client, university: TestSamlProvider, mail: object) -> None:
    university.say(mallory={"mail": mail})
    assert sign_in(client, "mallory").status_code == 403
    assert not User.objects.exists()


@pytest.mark.parametrize("subject", [None, ["a", "b"], "x" * 192, "a\u202eb"])
def test_somebody_without_a_usable_id_is_refused(client: Client, university: TestSamlProvider, subject: object) -> None:
    """The name of the subject, which may be another one at each sign-in, doesn't stand in for it."""
    university.say(mallory={"subject-id": subject})
    assert sign_in(client, "mallory").status_code == 502
    assert not User.objects.exists()


def test_a_persistent_name_counts_if_the_operator_chose_it(
    client: Client, university: TestSamlProvider, settings: Settings
) -> None:
    settings.SAML_UID_ATTRIBUTE = PERSISTENT_NAME_ID
    identity_providers.renew()
    sign_in(client, "emmy")
    assert SocialAccount.objects.get().uid == "emmy-persistent"


def test_the_second_factor_is_asked_for_too(ada: User, client: Client, university: TestSamlProvider) -> None:
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    Authenticator.objects.create(user=ada, type=Authenticator.Type.TOTP, data={"secret": "A" * 32})
    assert sign_in(client, "ada")["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/account/settings/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": digits("A" * 32)})
    assert client.get("/account/settings/").status_code == 200


def test_a_closed_account_stays_closed(ada: User, client: Client, university: TestSamlProvider) -> None:
    sign_in(Client(), "emmy")
    User.objects.filter(email="emmy@example.org").update(is_active=False)
    sign_in(client, "emmy")
    assert client.get("/account/settings/").status_code == 302


def test_an_answer_is_used_once(client: Client, university: TestSamlProvider) -> None:
    visitor = SamlVisitor("emmy")
    response = visitor.answer(begin(client, BEGIN))
    first = post(response)
    page = client.get(post(response))
    assert page.status_code == 403
    assert REPLAYED.format(provider="Example University") in page.text
    assert client.get(first).status_code == 302
    assert client.get(first).status_code == 403


def test_an_answer_is_taken_in_the_browser_that_asked(client: Client, university: TestSamlProvider) -> None:
    other = Client()
    page = other.get(post(SamlVisitor("emmy").answer(begin(client, BEGIN))))
    assert page.status_code == 403
    assert EXPIRED in page.text
    assert not User.objects.exists()


def test_nobody_is_signed_in_as_somebody_who_began_elsewhere(client: Client, university: TestSamlProvider) -> None:
    """An attacker makes a victim's browser open the end of the attacker's own sign-in."""
    begin(client, BEGIN)
    leads_to = post(SamlVisitor("mallory").answer(begin(Client(), BEGIN)))
    assert client.get(leads_to).status_code == 403
    assert client.get("/account/settings/").status_code == 302


def test_a_request_says_where_we_are_by_our_settings(university: TestSamlProvider) -> None:
    """And not by the Host of the request."""
    page = Client(headers={"host": "localhost"}).get("/accounts/saml/saml/metadata/")
    assert page.text.count("http://127.0.0.1:8000/accounts/saml/saml/") == 2
    assert page["Content-Type"] == "application/samlmetadata+xml"


@pytest.mark.parametrize("fields", [{}, {"SAMLResponse": "x"}, {"SAMLResponse": "A" * 400_000}])
def test_nonsense_gets_a_page_that_says_what_to_do(
    client: Client, university: TestSamlProvider, fields: dict[str, str]
) -> None:
    answer = client.post(ACS, fields)
    page = client.get(answer["Location"])
    assert page.status_code == 502
    assert UNREADABLE.format(provider="Example University") in page.text


def test_an_answer_that_was_not_put_aside_is_none(client: Client, university: TestSamlProvider) -> None:
    for query in ("", "?answer=", "?answer=x", f"?answer={'x' * 5000}"):
        assert client.get(f"/accounts/saml/saml/acs/finish/{query}").status_code == 403


def test_attempts_are_counted(university: TestSamlProvider, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"provider_sign_in": "1/m/ip"}
    assert [Client().post(ACS).status_code for _ in range(2)] == [303, 429]


def test_only_its_own_addresses_exist(client: Client, university: TestSamlProvider) -> None:
    assert client.get(ACS).status_code == 405
    for path in ("sls/", "login/"):
        assert client.get(f"/accounts/saml/saml/{path}").status_code == 404
    assert client.post("/accounts/saml/site/acs/").status_code == 404
    assert client.get("/accounts/oidc/saml/login/callback/?code=a&state=b").status_code == 404


@pytest.mark.parametrize(
    ("name", "value"), [("SAML_ENTITY_ID", "https://other.example"), ("SAML_METADATA_URL", "https://127.0.0.1/x")]
)
def test_metadata_that_cannot_be_read_or_is_another_providers_is_refused(
    client: Client, university: TestSamlProvider, settings: Settings, name: str, value: str
) -> None:
    setattr(settings, name, value)
    if name == "SAML_METADATA_URL":
        settings.OIDC_NETWORKS = []
    identity_providers.renew()
    page = client.post(BEGIN)
    assert page.status_code == 502
    assert UNREADABLE.format(provider="Example University") in page.text


def test_metadata_may_be_in_the_environment(client: Client, university: TestSamlProvider, settings: Settings) -> None:
    document = requests.get(university.entity_id, timeout=9).text
    settings.SAML_METADATA, settings.SAML_METADATA_URL = document.replace("http://localhost", "https://localhost"), ""
    identity_providers.renew()
    assert client.post(BEGIN).status_code == 502  # its entity is another one now
    settings.SAML_ENTITY_ID = university.entity_id.replace("http:", "https:")
    identity_providers.renew()
    assert begin(client, BEGIN).startswith("https://localhost")


def test_without_the_packages_there_is_no_button(
    client: Client, university: TestSamlProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Sign in with Example University" in client.get("/accounts/login/").text
    monkeypatch.setattr(providers, "is_installed", lambda: False)
    identity_providers.renew()
    assert "Sign in with Example University" not in client.get("/accounts/login/").text
    assert client.post(ACS).status_code == 404
