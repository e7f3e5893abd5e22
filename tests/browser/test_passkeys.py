"""A passkey in a real Chromium with a virtual authenticator: created, used to sign in, and used as a second factor."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Open
from tests.chromium import leads_to, new_context
from tests.pages import LEARNER
from tests.site import Site

pytestmark = pytest.mark.browser

PASSWORD = "a long enough password"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def use_passkey(page: Page, button: Locator, result: Locator) -> None:
    """Bring the page to the front and click: Chromium gives no passkey to a page in the background."""
    refusal = page.locator("#passkey-said, .errorlist")
    page.bring_to_front()
    for _ in range(3):
        button.click()
        expect(result.or_(refusal).first).to_be_visible()
        if result.is_visible():
            return
        reason = refusal.first.inner_text()
        refusal.evaluate_all("lines => lines.forEach((line) => line.remove())")
    raise AssertionError(reason)


def test_a_person_creates_a_passkey_and_signs_in_with_it(browser: Browser, site: Site) -> None:
    context = new_context(browser, base_url=site.address.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    authenticator = context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    page.goto("/accounts/signup/")
    for name, value in (("name", "Pia"), ("email", "pia@example.org"), ("password1", PASSWORD)):
        page.locator(f"input[name={name}]").fill(value)
    page.locator("form[action='/accounts/signup/'] .row button").click()
    leads_to(page, "**/start/")

    page.goto("/accounts/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
    page.get_by_label("Name").fill("Pia’s laptop")
    codes = page.get_by_role("heading", level=1, name="10 of 10 recovery codes left")
    use_passkey(page, page.get_by_role("button", name="Add"), codes)
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("main")).to_contain_text("Pia’s laptop, a passkey")

    context.clear_cookies()
    page.goto("/accounts/login/")
    account = page.locator("[popovertarget=account]")
    use_passkey(page, page.locator("#passkey_login"), account)
    page.goto("/account/sign-ins/")
    expect(page.get_by_role("main")).to_contain_text("Chrome on Linux (this device)")

    context.clear_cookies()  # after the password, the page asks for it too
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill("pia@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    leads_to(page, "**/accounts/2fa/authenticate/")
    use_passkey(page, page.locator("#mfa_webauthn_authenticate"), account)
    assert not errors
    context.close()


def test_an_address_without_a_name_is_reported_before_anything_is_asked(open_as: Open) -> None:
    page = open_as(LEARNER, "/accounts/2fa/")
    expect(page.get_by_role("alert").get_by_role("link")).to_have_attribute("href", re.compile(r"^http://localhost:"))
