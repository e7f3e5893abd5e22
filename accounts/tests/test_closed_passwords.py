"""A site closes its own sign-up form and passwords, for everybody but its admins."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.sign_in.views import USE_A_PROVIDER
from accounts.single_sign_on.providers import identity_providers
from accounts.tests.conftest import PASSWORD
from tests.oidc import TestProvider

pytestmark = pytest.mark.django_db

SIGN_UP_IS_CLOSED = 'id="sign-up-is-closed"'


@pytest.fixture
def closed(settings: Settings, provider: TestProvider) -> None:
    settings.LOCAL_SIGN_UP = settings.LOCAL_PASSWORDS = False


def signs_in(person: User) -> bool:
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return client.get("/account/settings/").status_code == 200


@pytest.mark.usefixtures("closed")
def test_only_admins_sign_in_with_a_password(ada: User, emmy: User, grace: User, client: Client) -> None:
    assert [signs_in(person) for person in (ada, emmy, grace)] == [False, False, True]
    page = client.get("/accounts/login/").text
    assert page.index("Sign in with Example University") < page.index('id="who-has-passwords"')


@pytest.mark.usefixtures("closed")
def test_nobody_signs_up_with_a_password(client: Client) -> None:
    fields = {"name": "Pia", "email": "pia@example.org", "password1": PASSWORD}
    page = client.post("/accounts/signup/", fields)
    assert SIGN_UP_IS_CLOSED in page.text
    assert "Sign in with Example University" in page.text
    assert not User.objects.exists()


def test_sign_up_alone_can_be_closed(settings: Settings, provider: TestProvider, ada: User, client: Client) -> None:
    settings.LOCAL_SIGN_UP = False
    assert SIGN_UP_IS_CLOSED in client.get("/accounts/signup/").text
    assert signs_in(ada)


@pytest.mark.usefixtures("closed")
def test_the_school_s_sign_in_comes_before_the_password(
    settings: Settings, provider: TestProvider, client: Client
) -> None:
    settings.LOCAL_PASSWORDS = True
    page = client.get("/accounts/login/").text
    assert page.index("Sign in with Example University") < page.index('name="password"')


def test_nothing_is_closed_while_no_provider_is_in_use(ada: User, client: Client) -> None:
    identity_providers.put([], seconds=60)
    assert signs_in(ada)
    assert "password1" in client.get("/accounts/signup/").text


@pytest.mark.usefixtures("closed")
def test_a_closed_password_cannot_be_reset_or_changed(
    ada: User, client: Client, client_of: Callable[[User], Client], settings: Settings
) -> None:
    settings.EMAIL_URL = "smtp://mail"
    client.post("/accounts/password/reset/", {"email": ada.email})
    [message] = mail.outbox
    assert "Sign in with Example University" in message.body
    assert "/reset/key/" not in message.body
    tab = client_of(ada)
    for path in ("/accounts/password/change/", "/accounts/password/set/"):
        assert USE_A_PROVIDER in tab.get(path, follow=True).text


@pytest.mark.usefixtures("closed")
def test_a_closed_password_confirms_nothing(ada: User, client_of: Callable[[User], Client]) -> None:
    tab = client_of(ada)
    tab.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert tab.get("/account/data/archive.zip").status_code == 302


@pytest.mark.usefixtures("closed")
def test_an_admin_resets_and_changes_a_password_as_before(
    grace: User, client: Client, client_of: Callable[[User], Client], settings: Settings
) -> None:
    settings.EMAIL_URL = "smtp://mail"
    client.post("/accounts/password/reset/", {"email": grace.email})
    assert "/reset/key/" in mail.outbox[0].body
    assert client_of(grace).get("/accounts/password/change/").status_code == 200
