"""An admin adds a provider where people sign in; its secret is stored encrypted."""

from collections.abc import Callable

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import IdentityProvider, User
from accounts.single_sign_on.providers import identity_providers

PAGE = "/authoring/site/sign-in/"
GIVEN = "what the provider gave us"
FIELDS = {
    "name": "Example University", "slug": "university", "issuer": "https://login.example.edu/realms/main",
    "client_id": "descent", "secret": GIVEN, "domains": "Example.edu, students.example.edu", "is_active": "on",
}  # fmt: skip


@pytest.fixture
def admin(grace: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(grace)


def test_people_can_sign_in_with_it_at_once(admin: Client, client: Client) -> None:
    assert "/accounts/oidc/university/login/callback/" in admin.post(PAGE, FIELDS, follow=True).text
    assert "Sign in with Example University" in client.get("/accounts/login/").text
    [provider] = identity_providers()
    assert (provider.secret, provider.domain_list) == (GIVEN, ["example.edu", "students.example.edu"])


def test_its_secret_is_neither_stored_in_clear_nor_shown(admin: Client) -> None:
    page = admin.post(PAGE, FIELDS, follow=True)
    row = IdentityProvider.objects.values().get()
    assert GIVEN not in str(row)
    assert GIVEN not in page.text
    assert row["sealed_secret"] not in page.text


def test_it_keeps_the_secret_when_another_field_is_changed(admin: Client) -> None:
    admin.post(PAGE, FIELDS)
    admin.post(f"{PAGE}university/", FIELDS | {"secret": "", "name": "The university"})
    row = IdentityProvider.objects.get()
    assert (row.name, row.secret) == ("The university", GIVEN)
    admin.post(f"{PAGE}university/", FIELDS | {"secret": GIVEN[::-1]})
    assert IdentityProvider.objects.get().secret == GIVEN[::-1]


def test_its_issuer_and_short_name_stay(admin: Client) -> None:
    """Otherwise the people of the new issuer would open the accounts of the old one's."""
    admin.post(PAGE, FIELDS)
    admin.post(f"{PAGE}university/", FIELDS | {"issuer": "https://evil.example", "slug": "other"})
    row = IdentityProvider.objects.get()
    assert (row.issuer, row.slug) == (FIELDS["issuer"], "university")


def test_one_that_is_off_or_removed_has_no_button(admin: Client, client: Client, ada: User) -> None:
    admin.post(PAGE, FIELDS)
    SocialAccount.objects.create(user=ada, provider=FIELDS["issuer"], uid="1")
    admin.post(f"{PAGE}university/", {name: value for name, value in FIELDS.items() if name != "is_active"})
    assert "Sign in with Example" not in client.get("/accounts/login/").text
    assert client.post("/accounts/oidc/university/login/").status_code == 404
    admin.post(f"{PAGE}university/remove/")
    assert not IdentityProvider.objects.exists()
    assert SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("issuer", "http://login.example.edu"),
        ("issuer", "https://127.0.0.1/realms/main"),
        ("issuer", "https://169.254.169.254"),
        ("issuer", "https://0x7f.1"),
        ("issuer", "https://[::1]:8080"),
        ("issuer", "https://user:word@login.example.edu"),
        ("issuer", "https://login.example.edu?a=b"),
        ("issuer", "file:///etc/passwd"),
        ("issuer", f"https://{'x' * 200}.example"),
        ("slug", "site"),
        ("slug", "saml"),
        ("slug", "a/b"),
        ("domains", ""),
        ("domains", "localhost"),
        ("domains", "*.example.edu"),
        ("domains", " ".join(f"a{number}.example" for number in range(51))),
        ("secret", ""),
        ("client_id", ""),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_field(admin: Client, name: str, value: str) -> None:
    page = admin.post(PAGE, FIELDS | {name: value})
    assert page.context["form"].errors.keys() == {name}
    assert not IdentityProvider.objects.exists()


def test_a_network_of_the_operators_is_allowed(admin: Client, settings: Settings) -> None:
    settings.OIDC_NETWORKS = ["10.0.0.0/8"]
    admin.post(PAGE, FIELDS | {"issuer": "http://10.1.2.3/realms/main"})
    assert IdentityProvider.objects.exists()
