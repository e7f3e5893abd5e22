"""Sign in with a SAML provider in a real Chromium: the first time, again, with a second factor, refused, confirmed.

The provider is pysaml2's, on another site than ours, so Chromium sends no cookie of ours with the form that it posts.
"""

from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Open, opening
from tests.browser.institution import (
    BUTTON,
    expect_refused_domain,
    expect_second_factor_at_next_sign_in,
    go_to_provider,
    set_up_second_factor,
)
from tests.chromium import leads_to, new_context
from tests.pages import NOBODY
from tests.saml import PASSWORD, REASON_NOT_TO_RUN, TestSamlProvider, saml_provider
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(REASON_NOT_TO_RUN), reason=REASON_NOT_TO_RUN)]


@pytest.fixture(scope="module")
def university() -> Iterator[tuple[Site, TestSamlProvider]]:
    """A site of its own, whose people sign in at Example University."""
    site = Site()
    with saml_provider() as provider:
        site.environment |= provider.settings
        with site:
            metadata = requests.get(f"{site.address}/accounts/saml/saml/metadata/", timeout=60)
            (provider.folder / "sp.xml").write_bytes(metadata.content)
            yield site, provider


@pytest.fixture
def provider(university: tuple[Site, TestSamlProvider]) -> TestSamlProvider:
    university[1].say()
    return university[1]


@pytest.fixture
def open_there(university: tuple[Site, TestSamlProvider], browser: Browser) -> Iterator[Open]:
    with opening(university[0], browser) as opened:
        yield opened


def enter_password(page: Page, name: str) -> None:
    """At the provider."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize(("javascript", "name"), [(True, "ada"), (False, "emmy")])
def test_somebody_signs_in_for_the_first_time_and_again(
    open_there: Open, provider: TestSamlProvider, javascript: bool, name: str
) -> None:
    page = open_there(NOBODY, "/accounts/login/", javascript=javascript)
    go_to_provider(page, provider.address)
    enter_password(page, name)
    if not javascript:
        page.get_by_role("button", name="Continue").click()
    leads_to(page, "**/start/")
    page.goto("/account/sign-ins/")
    expect(page.locator("#linked-accounts")).to_contain_text("Example University")

    page.context.clear_cookies(name="sessionid")
    page.goto("/accounts/login/?next=/hours/")
    page.get_by_role("button", name=BUTTON).click()  # the provider remembers them
    if not javascript:
        page.get_by_role("button", name="Continue").click()
    leads_to(page, "**/hours/")


def test_somebody_without_a_password_confirms_and_sets_up_a_second_factor(
    open_there: Open, provider: TestSamlProvider
) -> None:
    page = open_there(NOBODY, "/accounts/login/")
    go_to_provider(page, provider.address)
    enter_password(page, "grace")
    leads_to(page, "**/start/")
    page.goto("/accounts/2fa/totp/activate/")
    go_to_provider(page, provider.address, "Continue at Example University")
    enter_password(page, "grace")  # it asks again, although it remembers her
    leads_to(page, "**/accounts/2fa/totp/activate/")
    set_up_second_factor(page)
    expect_second_factor_at_next_sign_in(page)


def test_an_address_of_another_domain_is_refused(
    university: tuple[Site, TestSamlProvider], browser: Browser, provider: TestSamlProvider
) -> None:
    provider.say(mallory={"mail": "mallory@evil.example"})
    context = new_context(browser, base_url=university[0].address)
    page = context.new_page()
    page.goto("/accounts/login/")
    go_to_provider(page, provider.address)
    enter_password(page, "mallory")
    expect_refused_domain(page)
    context.close()
