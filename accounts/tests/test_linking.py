"""Which account of ours a provider opens: only by a verified address of a domain that the institution owns."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Role, User
from accounts.single_sign_on.adapter import UNREADABLE
from accounts.single_sign_on.linking import ANOTHER_ACCOUNT, NOT_VERIFIED, UNCONFIRMED
from accounts.single_sign_on.providers import identity_providers
from accounts.tests.conftest import PASSWORD
from accounts.tests.single_sign_on import begin, sign_in
from tests.oidc import TestProvider, Visitor

pytestmark = pytest.mark.django_db


def confirmed(person: User) -> User:
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def is_signed_in(client: Client) -> bool:
    return client.get("/account/settings/").status_code == 200


def test_a_confirmed_address_opens_its_account_and_its_owner_is_told(
    ada: User, client: Client, provider: TestProvider, settings: Settings
) -> None:
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    confirmed(ada)
    assert sign_in(client, "ada")["Location"] == "/"
    assert is_signed_in(client)
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    assert ada.name == "Ada"
    [message] = mail.outbox
    assert message.to == [ada.email]
    assert "with Example University" in message.body


def test_a_second_confirmed_address_opens_its_account(ada: User, client: Client, provider: TestProvider) -> None:
    EmailAddress.objects.create(user=confirmed(ada), email="emmy@example.org", verified=True)
    sign_in(client, "emmy")
    assert User.objects.count() == 1
    assert is_signed_in(client)


@pytest.mark.parametrize("claim", [False, "false", None, 0, "yes", ["true"]])
def test_an_unverified_address_opens_nobodys_account(
    grace: User, client: Client, provider: TestProvider, claim: object
) -> None:
    confirmed(grace)
    provider.say(mallory={"email": grace.email, "email_verified": claim})
    page = sign_in(client, "mallory")
    assert page.status_code == 403
    assert NOT_VERIFIED.format(provider="Example University", address=grace.email) in page.text
    assert not SocialAccount.objects.exists()
    assert not is_signed_in(client)


@pytest.mark.parametrize("domain", ["evil.example", "sub.example.org", "example.org.evil.example", "xexample.org"])
def test_an_address_of_a_domain_that_the_institution_does_not_own_is_refused(
    client: Client, provider: TestProvider, domain: str
) -> None:
    provider.say(mallory={"email": f"mallory@{domain}"})
    page = sign_in(client, "mallory")
    assert page.status_code == 403
    assert "Only addresses of example.org" in page.text
    assert not User.objects.exists()


@pytest.mark.parametrize("email", [None, "", "nobody", ["ada@example.org"], "adà@example.org", {"a": 1}, "a@b" * 200])
def test_an_address_that_is_none_is_refused(client: Client, provider: TestProvider, email: object) -> None:
    provider.say(mallory={"email": email})
    assert sign_in(client, "mallory").status_code in (403, 502)
    assert not User.objects.exists()


def test_a_provider_that_says_nothing_of_its_addresses_may_be_trusted_with_them(
    ada: User, client: Client, provider: TestProvider, settings: Settings
) -> None:
    confirmed(ada)
    provider.say(ada={"email_verified": None})
    assert sign_in(client, "ada").status_code == 403
    settings.OIDC_VOUCHES_FOR_ADDRESSES = True
    identity_providers.renew()
    provider.say(ada={"email_verified": False})
    assert sign_in(client, "ada").status_code == 403
    provider.say(ada={"email_verified": None})
    assert sign_in(client, "ada").status_code == 302


def test_a_new_account_at_the_provider_does_not_take_over_the_old_ones(client: Client, provider: TestProvider) -> None:
    sign_in(client, "emmy")
    provider.say(mallory={"email": "emmy@example.org"})
    page = sign_in(Client(), "mallory")
    assert page.status_code == 403
    assert ANOTHER_ACCOUNT.format(provider="Example University", address="emmy@example.org") in page.text
    assert SocialAccount.objects.get().uid == "emmy-1"


def test_another_provider_with_the_same_addresses_needs_their_domain(
    ada: User, client: Client, provider: TestProvider, settings: Settings
) -> None:
    confirmed(ada)
    settings.OIDC_DOMAINS = ["partner.example"]
    identity_providers.renew()
    assert sign_in(client, "ada").status_code == 403
    assert not SocialAccount.objects.exists()


def test_an_account_of_another_issuer_with_the_same_id_is_another_person(
    ada: User, client: Client, provider: TestProvider
) -> None:
    SocialAccount.objects.create(user=ada, provider="https://old.example", uid="emmy-1")
    sign_in(client, "emmy")
    assert "emmy@example.org" in client.get("/account/settings/").text


def test_an_account_that_a_stranger_prepared_is_handed_over_without_their_ways_in(
    ada: User, client: Client, provider: TestProvider
) -> None:
    """Ada's address was typed by somebody who has never been able to sign in."""
    EmailAddress.objects.create(user=ada, email=ada.email, primary=True)
    EmailAddress.objects.create(user=ada, email="mallory@evil.example", verified=True)
    sign_in(client, "ada")
    ada.refresh_from_db()
    assert not ada.has_usable_password()
    assert list(EmailAddress.objects.filter(user=ada).values_list("email", "verified")) == [(ada.email, True)]


def test_an_account_in_use_whose_address_nobody_confirmed_stays_closed(
    ada: User, client: Client, provider: TestProvider
) -> None:
    User.objects.update(last_login=timezone.now())
    page = sign_in(client, "ada")
    assert UNCONFIRMED.format(provider="Example University", address=ada.email) in page.text
    assert not SocialAccount.objects.exists()


def test_an_admins_unconfirmed_account_is_never_handed_over(
    grace: User, client: Client, provider: TestProvider
) -> None:
    assert sign_in(client, "grace").status_code == 403


def test_no_claim_makes_anybody_an_admin(client: Client, provider: TestProvider) -> None:
    provider.say(emmy={"groups": ["admin", "admins"], "role": "admin", "is_superuser": True, "is_staff": True})
    sign_in(client, "emmy")
    person = User.objects.get()
    assert (person.role, person.is_superuser) == (Role.LEARNER, False)


def test_a_closed_account_stays_closed(ada: User, client: Client, provider: TestProvider) -> None:
    User.objects.filter(pk=confirmed(ada).pk).update(is_active=False)
    assert sign_in(client, "ada")["Location"] == "/accounts/inactive/"
    assert not is_signed_in(client)


def test_an_answer_is_taken_once(client: Client, provider: TestProvider) -> None:
    path = Visitor("emmy").answer(begin(client))
    client.get(path)
    page = client.get(path)
    assert page.status_code == 403
    assert "Start again" in page.text


def test_an_answer_is_taken_in_the_browser_that_asked(client: Client, provider: TestProvider) -> None:
    """Otherwise a link would sign its reader in to an account of the link's writer."""
    path = Visitor("mallory").answer(begin(Client()))
    assert client.get(path).status_code == 403
    begin(client)
    assert client.get(path).status_code == 403
    assert not is_signed_in(client)


def test_a_code_of_another_browsers_sign_in_is_refused(client: Client, provider: TestProvider) -> None:
    """PKCE: the code is worth something only together with what our session holds."""
    stolen = Visitor("emmy").answer(begin(Client())).partition("code=")[2].partition("&")[0]
    ours = Visitor("mallory").answer(begin(client))
    code = ours.partition("code=")[2].partition("&")[0]
    assert client.get(ours.replace(code, stolen)).status_code == 502
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-client"},
        {"aud": ["descent", "another-client"], "azp": "another-client"},
        {"iss": "https://evil.example"},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"exp": 1_000_000_000},
        {"iat": 9_999_999_999},
        {"sub": "mallory-2", "name": None},  # so that the other endpoint is asked, which says emmy-1
        {"sub": "x" * 300},
        {"sub": None},
        {"sub": ["emmy-1"]},
        {"aud": None},
    ],
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(
    client: Client, provider: TestProvider, claims: dict[str, object]
) -> None:
    provider.say(emmy={"id_token": claims})
    page = sign_in(client, "emmy")
    assert page.status_code == 502
    assert UNREADABLE.format(provider="Example University") in page.text
    assert not User.objects.exists()


def test_a_provider_that_is_gone_has_no_pages(client: Client, client_of: Callable[[User], Client], ada: User) -> None:
    for path in ("login/", "login/callback/"):
        assert client.post(f"/accounts/oidc/site/{path}").status_code in (404, 405)
    assert client_of(ada).get("/accounts/oidc/site/confirm/").status_code == 404


def test_an_admin_removes_an_account_at_a_provider(
    grace: User, client: Client, provider: TestProvider, client_of: Callable[[User], Client]
) -> None:
    sign_in(client, "emmy")
    assert "Example University" in client.get("/account/sign-ins/").text
    person = User.objects.get(email="emmy@example.org")
    form = {"action": "unlink_accounts", "_selected_action": str(person.pk)}
    page = client_of(grace).post("/admin/accounts/user/", form, follow=True)
    assert "Removed: 1." in page.text
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()
