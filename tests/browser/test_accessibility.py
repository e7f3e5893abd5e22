"""axe finds no violation of WCAG 2.2 AA on any page, in both themes and at both widths."""

from collections.abc import Callable, Iterator
from functools import cache
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from tests.axe import violations
from tests.browser.conftest import opening
from tests.pages import PAGES, Page, visit
from tests.site import Site
from tests.webhook_rows import add_webhooks

pytestmark = pytest.mark.browser

OURS = [page for page in PAGES if not page.path.startswith("/admin/")]  # Django's admin is not our code


@pytest.fixture(scope="module")
def tab_of(site: Site, browser: Browser) -> Iterator[Callable[[str], Tab]]:
    """One context for each role, signed in once."""
    add_webhooks(site)
    with opening(site, browser) as opened:
        yield cache(lambda role: opened(role, "/"))


@pytest.fixture(scope="module", params=OURS, ids=lambda page: page.name)
def tab(request: pytest.FixtureRequest, tab_of: Callable[[str], Tab]) -> Tab:
    """The page on a phone, opened once for both tests."""
    page: Page = request.param
    tab = tab_of(page.role)
    tab.set_viewport_size({"width": 390, "height": 900})
    visit(tab, page)
    assert resolve(urlsplit(tab.url).path).view_name == (page.view or resolve(urlsplit(page.path).path).view_name)
    return tab


def test_no_page_is_wider_than_a_phone(tab: Tab) -> None:
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390


def test_axe_finds_nothing(tab: Tab) -> None:
    found = violations(tab)
    assert not found, "\n".join(found)
