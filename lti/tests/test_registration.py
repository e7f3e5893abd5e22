"""An admin adds learning platforms: by a link with which one registers itself, or by hand."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Role, User
from lti.platforms.keys import key_set, rotate_keys, signing_key
from lti.platforms.models import LtiKey, LtiPlatform, LtiRegistrationLink
from lti.platforms.registration import MAX_TRIES, NOT_USABLE, create_registration_link
from tests.lti import TestPlatform, registration_fields

PAGE = "/lti/platforms/"
FIELDS = {
    "name": "Moodle", "issuer": "https://moodle.example.edu", "client_id": "descent",
    "login_url": "https://moodle.example.edu/mod/lti/auth.php", "token_url": "https://moodle.example.edu/token",
    "jwks_url": "https://moodle.example.edu/certs", "deployments": "1\n2",
}  # fmt: skip


@pytest.fixture
def admin(grace: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(grace)


@pytest.fixture
def secret(grace: User) -> str:
    return create_registration_link(person=grace, hours=1)[1]


def test_a_link_is_shown_once_and_stored_as_a_digest(admin: Client) -> None:
    url = admin.post(PAGE, {"hours": 48}).context["url"]
    secret = url.rstrip("/").rpartition("/")[2]
    assert secret not in str(LtiRegistrationLink.objects.values().get())
    assert secret not in admin.get(PAGE).text


def test_opening_the_link_registers_nothing(client: Client, secret: str, platform: TestPlatform) -> None:
    """A button does: browsers and mail scanners open links before people do."""
    page = client.get(f"/lti/register/{secret}/", registration_fields(platform))
    assert page.status_code == 200
    assert f"frame-ancestors {platform.address}" in page["Content-Security-Policy"]
    assert not LtiPlatform.objects.exists()


def test_a_link_works_once(client: Client, secret: str, platform: TestPlatform) -> None:
    assert client.post(f"/lti/register/{secret}/", registration_fields(platform)).status_code == 200
    again = client.post(f"/lti/register/{secret}/", registration_fields(platform))
    assert again.status_code == 410
    assert NOT_USABLE in again.text
    assert LtiPlatform.objects.count() == 1


@pytest.mark.parametrize("change", [{"role": Role.PEOPLE}, {"is_active": False}])
def test_a_link_ends_when_who_made_it_is_no_admin_any_more(
    client: Client, secret: str, platform: TestPlatform, grace: User, change: dict[str, Any]
) -> None:
    User.objects.filter(pk=grace.pk).update(**change)
    assert NOT_USABLE in client.post(f"/lti/register/{secret}/", registration_fields(platform)).text
    assert not LtiPlatform.objects.exists()


def test_a_link_expires(client: Client, secret: str, platform: TestPlatform) -> None:
    LtiRegistrationLink.objects.update(expires_at=timezone.now())
    assert NOT_USABLE in client.post(f"/lti/register/{secret}/", registration_fields(platform)).text


def test_a_link_that_failed_can_be_tried_a_few_times(client: Client, secret: str, platform: TestPlatform) -> None:
    fields = registration_fields(platform)
    for _ in range(MAX_TRIES):
        page = client.post(f"/lti/register/{secret}/", fields | {"registration_token": "wrong"})
        assert page.status_code == 400
        assert NOT_USABLE not in page.text
    assert NOT_USABLE in client.post(f"/lti/register/{secret}/", fields).text


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/x",
        "https://127.0.0.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://0x7f.1/",
        "https://user:word@moodle.example.edu/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://x\r\ny/",
        "https://x;frame-ancestors *",
        "",
        "x" * 9_000,
    ],
)
def test_a_configuration_elsewhere_is_not_asked(client: Client, secret: str, url: str) -> None:
    page = client.post(f"/lti/register/{secret}/", {"openid_configuration": url})
    assert page.status_code == 400
    assert page["X-Frame-Options"] == "DENY"
    assert LtiRegistrationLink.objects.get().tries == 0


def test_a_private_network_needs_the_operator(
    client: Client, secret: str, platform: TestPlatform, settings: Settings
) -> None:
    settings.LTI_NETWORKS = []
    assert client.post(f"/lti/register/{secret}/", registration_fields(platform)).status_code == 400
    assert not LtiPlatform.objects.exists()


def test_an_admin_adds_one_by_hand(admin: Client) -> None:
    page = admin.post(f"{PAGE}add/", FIELDS, follow=True)
    assert page.status_code == 200
    platform = LtiPlatform.objects.get()
    assert platform.deployments.accepted().count() == 2
    assert "/lti/launch/" in admin.get(f"{PAGE}add/").text


def test_two_platforms_share_an_issuer_but_no_client(admin: Client) -> None:
    admin.post(f"{PAGE}add/", FIELDS)
    assert admin.post(f"{PAGE}add/", FIELDS).context["form"].errors
    admin.post(f"{PAGE}add/", FIELDS | {"client_id": "another"})
    assert LtiPlatform.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("issuer", "http://moodle.example.edu"),
        ("login_url", "javascript:alert(1)"),
        ("token_url", "https://127.0.0.1/"),
        ("jwks_url", "https://a b/"),
        ("jwks_url", "https://x/#y"),
        ("domains", "localhost"),
        ("deployments", "x" * 300),
        ("deployments", "\n".join(map(str, range(51)))),
        ("client_id", ""),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_field(admin: Client, name: str, value: str) -> None:
    page = admin.post(f"{PAGE}add/", FIELDS | {name: value})
    assert page.context["form"].errors.keys() == {name}
    assert not LtiPlatform.objects.exists()


def test_issuer_and_client_stay(admin: Client) -> None:
    admin.post(f"{PAGE}add/", FIELDS)
    platform = LtiPlatform.objects.get()
    admin.post(f"{PAGE}{platform.uid}/", FIELDS | {"issuer": "https://evil.example", "name": "The Moodle"})
    platform.refresh_from_db()
    assert (platform.issuer, platform.name) == (FIELDS["issuer"], "The Moodle")


def test_an_admin_accepts_a_deployment_and_closes_a_platform(admin: Client) -> None:
    admin.post(f"{PAGE}add/", FIELDS | {"deployments": ""})
    platform = LtiPlatform.objects.get()
    deployment = platform.deployments.create(deployment_id="3")
    admin.post(f"{PAGE}{platform.uid}/deployments/{deployment.pk}/")
    assert platform.deployments.accepted().exists()
    admin.post(f"{PAGE}{platform.uid}/close/")
    assert not LtiPlatform.objects.open().exists()
    admin.post(f"{PAGE}{platform.uid}/close/")
    assert LtiPlatform.objects.open().exists()


def test_our_private_key_is_encrypted_and_not_published(client: Client, db: None) -> None:
    [public] = client.get("/lti/keys/").json()["keys"]
    assert public.keys() == {"kty", "n", "e", "kid", "alg", "use"}
    assert "PRIVATE" in signing_key().private_pem
    assert "PRIVATE" not in str(LtiKey.objects.values().get())


def test_a_new_key_is_published_a_day_before_it_signs(db: None) -> None:
    old = signing_key()
    LtiKey.objects.update(created_at=timezone.now() - timedelta(days=30))
    new = rotate_keys()
    assert signing_key() == old
    assert len(key_set()["keys"]) == 2
    LtiKey.objects.filter(pk=new.pk).update(created_at=timezone.now() - LtiKey.SIGNS_AFTER)
    assert signing_key() == new


def test_an_old_key_is_deleted_long_after_its_last_signature(db: None) -> None:
    old, middle = signing_key(), rotate_keys()
    LtiKey.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=60))
    rotate_keys()
    assert LtiKey.objects.filter(pk=old.pk).exists()
    LtiKey.objects.filter(pk=middle.pk).update(created_at=timezone.now() - timedelta(days=9))
    rotate_keys()
    assert not LtiKey.objects.filter(pk=old.pk).exists()
