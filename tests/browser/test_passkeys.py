"""A passkey from end to end in a real Chromium with a virtual authenticator: made, used to sign in, asked for again."""

import pytest
from playwright.sync_api import Browser, expect

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


def test_somebody_makes_a_passkey_and_signs_in_by_it(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.address.replace("127.0.0.1", "localhost"))
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
    page.get_by_role("button", name="Create the account").click()
    page.wait_for_url("**/account/setup/")

    page.goto("/accounts/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
    page.get_by_label("Name").fill("Pia’s laptop")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("10 of 10 recovery codes left")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("main")).to_contain_text("Pia’s laptop, a passkey")

    context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.goto("/account/sign-ins/")
    expect(page.get_by_role("main")).to_contain_text("Chrome on Linux (this one)")

    context.clear_cookies()  # and beside the password it is asked for too
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill("pia@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/accounts/2fa/authenticate/")
    page.locator("#mfa_webauthn_authenticate").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    assert not errors
    context.close()
