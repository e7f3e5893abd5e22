"""Without a network: pages opened before can be read, and lines of the study log wait and are sent once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in
from tests.chromium import new_context
from tests.pages import LEARNER
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]

TOPIC = "/roadmap/topics/calculus/"


@pytest.fixture
def page(site: Site, browser: Browser) -> Iterator[Page]:
    """A learner's tab, after the service worker has taken over and a topic has been opened."""
    context = new_context(
        browser, base_url=site.address, storage_state=signed_in(site, browser, LEARNER), service_workers="allow"
    )
    page = context.new_page()
    page.goto("/hours/")
    page.evaluate("() => navigator.serviceWorker.ready")
    page.goto(TOPIC)
    page.wait_for_function("path => caches.match(path).then(Boolean)", arg=TOPIC)
    yield page
    context.close()


def test_a_page_opened_before_can_be_read(page: Page) -> None:
    title = page.get_by_role("heading", level=1).inner_text()
    page.context.set_offline(True)
    page.goto(TOPIC)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("#offline")).to_be_visible()


def test_any_other_page_lists_those_that_can_be_read(page: Page) -> None:
    page.context.set_offline(True)
    page.goto("/roadmap/topics/probability-and-statistics/")
    page.get_by_role("link", name="Calculus").click()
    page.wait_for_url(f"**{TOPIC}")


def test_a_line_logged_offline_is_sent_once_when_the_network_is_back(page: Page) -> None:
    page.context.set_offline(True)
    page.get_by_label("Log study time").fill("35m reading the offline chapter")
    page.get_by_role("button", name="Log", exact=True).click()
    expect(page.locator("#waiting-lines")).to_be_visible()
    expect(page.get_by_label("Log study time")).to_have_value("")
    page.context.set_offline(False)
    expect(page.locator("#waiting-lines").get_by_role("link")).to_have_attribute("href", "/hours/")
    page.goto("/hours/")
    page.reload()
    expect(page.get_by_role("button", name="Delete 35 min of reading")).to_have_count(1)


def test_signing_out_deletes_the_stored_pages(page: Page) -> None:
    page.locator("[popovertarget=account]").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: TOPIC not in url)
    page.wait_for_function("path => caches.match(path).then((stored) => !stored)", arg=TOPIC)
