"""What signing in at an institution has in common, whatever its provider speaks."""

from playwright.sync_api import Page, expect

from accounts.tests.conftest import digits
from tests.chromium import leads_to

BUTTON = "Sign in with Example University"


def go_to_provider(page: Page, address: str, button: str = BUTTON) -> None:
    page.get_by_role("button", name=button).click()
    page.wait_for_url(f"{address}/**")


def set_up_second_factor(page: Page) -> None:
    """With an authenticator app, on the page for it."""
    page.wait_for_load_state()  # Enter sends a form with two fields only once its button is there
    page.get_by_label("Six digits").fill(digits(page.locator("#secret").input_value()))
    page.get_by_label("Six digits").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("recovery codes")


def expect_second_factor_at_next_sign_in(page: Page) -> None:
    """The provider remembers them, but no page opens without the second factor."""
    page.context.clear_cookies(name="sessionid")
    page.goto("/accounts/login/")
    page.get_by_role("button", name=BUTTON).click()
    leads_to(page, "**/accounts/2fa/authenticate/")
    page.goto("/account/settings/")
    leads_to(page, "**/accounts/2fa/authenticate/")


def expect_refused_domain(page: Page) -> None:
    """The page says why, and its link leads back."""
    expect(page.get_by_role("main")).to_contain_text("Only addresses of example.org")
    page.get_by_role("main").locator("a[href='/accounts/login/']").click()
    leads_to(page, "**/accounts/login/")
