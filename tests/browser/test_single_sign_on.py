"""Sign in at an institution's provider in a real Chromium: the first time, with a second factor, refused, confirmed,
and with groups that put people into cohorts.

The provider is allauth's own, on another origin, and our policy for forms names none but ours.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import violations
from tests.browser.conftest import Open, opening
from tests.browser.institution import (
    BUTTON,
    expect_refused_domain,
    expect_second_factor_at_next_sign_in,
    go_to_provider,
    set_up_second_factor,
)
from tests.chromium import leads_to, new_context
from tests.oidc import TestProvider, provider_for
from tests.oidc.provider import PASSWORD
from tests.pages import ADMIN, NOBODY
from tests.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def university() -> Iterator[tuple[Site, TestProvider]]:
    """A site of its own, whose people sign in at Example University."""
    site = Site()
    with provider_for(f"{site.address}/accounts/oidc/site/login/callback/") as provider:
        site.environment |= provider.settings
        with site:
            yield site, provider


@pytest.fixture
def provider(university: tuple[Site, TestProvider]) -> TestProvider:
    university[1].say()
    return university[1]


@pytest.fixture
def open_there(university: tuple[Site, TestProvider], browser: Browser) -> Iterator[Open]:
    with opening(university[0], browser) as opened:
        yield opened


def enter_password(page: Page, name: str = "") -> None:
    """At the provider."""
    if name:
        page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")


@pytest.mark.parametrize(("javascript", "name"), [(True, "ada"), (False, "emmy")])
def test_somebody_signs_in_for_the_first_time(
    open_there: Open, provider: TestProvider, javascript: bool, name: str
) -> None:
    page = open_there(NOBODY, "/accounts/login/", javascript=javascript)
    go_to_provider(page, provider.address)
    enter_password(page, name)
    leads_to(page, "**/start/")
    page.goto("/account/sign-ins/")
    expect(page.locator("#linked-accounts")).to_contain_text("Example University")


def test_somebody_without_a_password_confirms_and_sets_up_a_second_factor(
    open_there: Open, provider: TestProvider
) -> None:
    page = open_there(NOBODY, "/accounts/login/")
    go_to_provider(page, provider.address)
    enter_password(page, "grace")
    leads_to(page, "**/start/")
    page.goto("/accounts/2fa/totp/activate/")
    go_to_provider(page, provider.address, "Continue at Example University")
    enter_password(page)
    leads_to(page, "**/accounts/2fa/totp/activate/")
    set_up_second_factor(page)
    expect_second_factor_at_next_sign_in(page)


def test_an_address_of_another_domain_is_refused(
    university: tuple[Site, TestProvider], browser: Browser, provider: TestProvider
) -> None:
    provider.say(mallory={"email": "mallory@evil.example"})
    context = new_context(browser, base_url=university[0].address)
    page = context.new_page()
    page.goto("/accounts/login/")
    go_to_provider(page, provider.address)
    enter_password(page, "mallory")
    expect_refused_domain(page)
    context.close()


def test_an_admin_tries_a_rule_for_a_group_before_it_moves_people(open_there: Open, provider: TestProvider) -> None:
    admin = open_there(ADMIN, "/authoring/site/sign-in/site/groups/", width=390)
    admin.get_by_label("Group").fill("/students/of-a-school-with-a-long-name/2026/linear-algebra-to-language-models")
    admin.get_by_label("Cohort", exact=True).select_option(index=1)
    admin.get_by_role("button", name="Add").click()
    provider.say(mallory={"groups": ["/students/of-a-school-with-a-long-name/2026/linear-algebra-to-language-models"]})
    page = open_there(NOBODY, "/accounts/login/")
    go_to_provider(page, provider.address)
    enter_password(page, "mallory")
    leads_to(page, "**/start/")
    page.goto("/cohorts/")
    expect(page.get_by_role("main").locator("a[href^='/cohorts/']")).to_have_count(0)

    admin.reload()
    main = admin.get_by_role("main")
    expect(main).to_contain_text("mallory@example.org")
    assert admin.evaluate("document.documentElement.scrollWidth") <= 390
    found = violations(admin)
    assert not found, "\n".join(found)
    main.get_by_role("button", name="Put in force").click()
    page.context.clear_cookies(name="sessionid")
    page.goto("/accounts/login/")
    page.get_by_role("button", name=BUTTON).click()  # the provider remembers them
    leads_to(page, lambda url: "/accounts/" not in url)
    page.goto("/cohorts/")
    expect(page.get_by_role("main").locator("a[href^='/cohorts/']")).not_to_have_count(0)
    main.get_by_role("button", name="Remove").click()
    admin.get_by_role("button", name="Undo").click()
    expect(admin.get_by_role("main")).to_contain_text("in force")
