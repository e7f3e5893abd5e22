"""What helps to sign in: a password that can be read while it is typed, and the address where passkeys work."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.site import Site

pytestmark = pytest.mark.browser


def test_a_password_can_be_shown_and_hidden(open_as: Open) -> None:
    page = open_as("", "/accounts/signup/")
    field = page.get_by_label("Password")
    field.fill("slow-rivers-cut")
    page.get_by_role("button", name="Show password").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide password").click()
    expect(field).to_have_attribute("type", "password")


def test_without_javascript_no_button_promises_to_show_it(open_as: Open) -> None:
    page = open_as("", "/accounts/login/", javascript=False)
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(page.locator("[data-reveal]")).to_be_hidden()


def test_a_passkey_on_a_numeric_address_leads_to_one_with_a_name(open_as: Open, site: Site) -> None:
    page = open_as("", "/accounts/login/")
    page.locator("#passkey_login").click()
    link = page.get_by_role("alert").get_by_role("link")
    expect(link).to_have_attribute("href", f"http://localhost:{site.port}/accounts/login/")
