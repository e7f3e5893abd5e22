from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.single_sign_on.client import callback_url
from accounts.single_sign_on.providers import SITE_PROVIDER, identity_providers
from tests.oidc import TestProvider, provider_for
from tests.saml import REASON_NOT_TO_RUN, TestSamlProvider, saml_provider

PASSWORD = "a long enough password"  # everybody's of the cast
Events = Callable[[str], list[dict[str, Any]]]


def digits(secret: str) -> str:
    """What the app of this secret shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def confirm_with_an_app(tab: Client, person: User) -> None:
    """Give a person without a password an authenticator app, and confirm with it that it's them."""
    secret = "A" * 32
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": secret})
    tab.post("/accounts/2fa/reauthenticate/", {"code": digits(secret)})


@pytest.fixture
def tab(ada: User) -> Client:
    """Ada's, who has just typed her password."""
    client = Client()
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def events(caplog: pytest.LogCaptureFixture) -> Events:
    """The fields of each line that was logged under a name."""
    caplog.set_level("INFO")

    def find(name: str) -> list[dict[str, Any]]:
        lines = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
        return [line for line in lines if line["event"] == name]

    return find


def pytest_itemcollected(item: pytest.Item) -> None:
    """The provider's tokens carry the host's time, whatever --clock says."""
    if {"shared_provider", "shared_saml_provider"} & set(getattr(item, "fixturenames", ())):
        item.add_marker("host_clock")


@pytest.fixture(scope="session")
def shared_provider() -> Iterator[TestProvider]:
    with provider_for(callback_url(SITE_PROVIDER)) as provider:
        yield provider


@pytest.fixture
def provider(db: None, shared_provider: TestProvider, settings: Settings) -> TestProvider:
    """Example University's, where people of example.org sign in."""
    for name, value in shared_provider.settings.items():
        setattr(settings, name, value.split() if name in ("OIDC_DOMAINS", "OIDC_NETWORKS") else value)
    shared_provider.say()
    identity_providers.renew()
    return shared_provider


@pytest.fixture(scope="session")
def shared_saml_provider() -> Iterator[TestSamlProvider]:
    if REASON_NOT_TO_RUN:
        pytest.skip(REASON_NOT_TO_RUN)
    with saml_provider() as provider:
        yield provider


@pytest.fixture
def university(db: None, shared_saml_provider: TestSamlProvider, settings: Settings) -> TestSamlProvider:
    """Example University's, where people of example.org sign in with SAML."""
    for name, value in shared_saml_provider.settings.items():
        setattr(settings, name, value.split() if name in ("SAML_DOMAINS", "OIDC_NETWORKS") else value)
    shared_saml_provider.say()
    identity_providers.renew()
    metadata = Client().get("/accounts/saml/saml/metadata/")
    (shared_saml_provider.folder / "sp.xml").write_bytes(metadata.content)
    return shared_saml_provider
