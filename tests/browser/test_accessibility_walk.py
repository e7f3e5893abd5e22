"""axe on pages that need a step before them: links from an email, an authenticator app, a passkey, recovery codes."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Browser, Page

from accounts.tests.conftest import digits
from tests.axe import violations
from tests.browser.conftest import opening
from tests.browser.test_passkeys import AUTHENTICATOR, PASSWORD
from tests.chromium import leads_to
from tests.pages import NOBODY, WALKED
from tests.site import Site

pytestmark = pytest.mark.browser

ADDRESS = "walter@example.org"
FACTOR = "/accounts/2fa"
LINKS = f"""
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from accounts.models import User
person = User.objects.get(email="{ADDRESS}")
EmailAddress.objects.filter(user=person).update(verified=False)
address = EmailAddress.objects.get(user=person)
print(reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key]))
key = default_token_generator.make_token(person)
print(reverse("account_reset_password_from_key", kwargs={{"uidb36": user_pk_to_url_str(person), "key": key}}))
"""
NO_PASSWORD = f"""
from accounts.models import User
person = User.objects.get(email="{ADDRESS}")
person.set_unusable_password()
person.save()
"""


@pytest.fixture
def tab(site: Site, browser: Browser) -> Iterator[Page]:
    """A tab for Walter, who has just signed up, in a browser that can store a passkey."""
    with opening(site, browser) as opened:
        page = opened(NOBODY, "/accounts/login/")
        authenticator = page.context.new_cdp_session(page)
        authenticator.send("WebAuthn.enable")
        authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        page.goto(f"{site.address.replace('127.0.0.1', 'localhost')}/accounts/signup/")
        for name, value in (("name", "Walter"), ("email", ADDRESS), ("password1", PASSWORD)):
            page.locator(f"input[name={name}]").fill(value)
        page.locator("form[action='/accounts/signup/'] .row button").click()
        leads_to(page, "**/start/")
        yield page


def test_axe_finds_nothing_on_each_page_of_the_walk(tab: Page, site: Site) -> None:
    found: dict[str, list[str]] = {}
    here = f"{site.address.replace('127.0.0.1', 'localhost')}"

    def look(path: str = "") -> None:
        if path:
            tab.goto(f"{here}{path}")
        found[resolve(urlsplit(tab.url).path).view_name] = violations(tab)

    set_an_app_up(tab, look)
    use_a_key(tab, look)
    sign_in_again(tab, look, here)
    for link in site.shell(LINKS).split():
        look(link)
    site.shell(NO_PASSWORD)
    tab.context.clear_cookies()
    tab.goto(f"{here}/accounts/login/")
    tab.locator("#passkey_login").click()
    leads_to(tab, lambda url: "/accounts/" not in url)
    tab.goto(f"{here}{FACTOR}/webauthn/reauthenticate/?next=/accounts/password/set/")
    tab.locator("#mfa_webauthn_reauthenticate").click()
    leads_to(tab, "**/accounts/password/set/")
    look()

    assert found.keys() == set(WALKED)
    assert {name: said for name, said in found.items() if said} == {}


Look = Callable[..., None]


def confirm(tab: Page) -> None:
    """Confirm Walter's password if the page asks for it."""
    if "reauthenticate" in tab.url:
        tab.locator("input[name=password]").fill(PASSWORD)
        tab.locator("input[name=password]").press("Enter")
        leads_to(tab, lambda url: "reauthenticate" not in url)


def set_an_app_up(tab: Page, look: Look) -> None:
    tab.goto(f"{urlsplit(tab.url)._replace(path=FACTOR + '/totp/activate/').geturl()}")
    confirm(tab)
    look()
    tab.locator("input[name=code]").fill(digits(tab.locator("#secret").input_value()))
    tab.locator("input[name=code]").press("Enter")
    leads_to(tab, "**/recovery-codes/")
    look()
    for path in ("/recovery-codes/generate/", "/totp/deactivate/", "/reauthenticate/"):
        look(FACTOR + path)


def use_a_key(tab: Page, look: Look) -> None:
    look(f"{FACTOR}/webauthn/add/")
    tab.get_by_label("Name").fill("Blue key")
    tab.get_by_role("button", name="Add").click()
    leads_to(tab, lambda url: "/add/" not in url)
    look(f"{FACTOR}/webauthn/reauthenticate/")
    for link in ("Rename Blue key", "Remove Blue key"):
        tab.goto(f"{urlsplit(tab.url)._replace(path=FACTOR + '/webauthn/').geturl()}")
        tab.get_by_role("link", name=link).click()
        look()


def sign_in_again(tab: Page, look: Look, here: str) -> None:
    """Sign in with the password, so that the page asks for the second factor."""
    tab.context.clear_cookies()
    tab.goto(f"{here}/accounts/login/")
    tab.locator("input[name=login]").fill(ADDRESS)
    tab.locator("input[name=password]").fill(PASSWORD)
    tab.locator("input[name=password]").press("Enter")
    leads_to(tab, "**/2fa/authenticate/")
    look()
