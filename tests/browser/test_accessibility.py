"""Each page, opened once: axe finds no violation of WCAG 2.2 AA in either theme or width, the page is no wider than a
phone, and nothing on it moves by itself.
"""

from collections.abc import Callable, Iterator
from functools import cache
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from tests.axe import COLOUR_RULES, add_axe, colour_rules, violations
from tests.browser.conftest import opening
from tests.browser.layout_shift import WATCH, delay_fonts
from tests.pages import PAGES, Page, visit
from tests.site import Site
from tests.webhook_rows import add_webhooks

pytestmark = pytest.mark.browser

OURS = [page for page in PAGES if not page.path.startswith("/admin/")]  # Django's admin is not our code


@pytest.fixture(scope="module")
def tab_of(site: Site, browser: Browser) -> Iterator[Callable[[str], Tab]]:
    """One context for each role, signed in once."""
    add_webhooks(site)

    def first_tab(role: str) -> Tab:
        tab = opened(role, "/")
        delay_fonts(tab)
        return tab

    with opening(site, browser) as opened:
        yield cache(first_tab)


@pytest.fixture(scope="module", params=OURS, ids=lambda page: page.name)
def tab(request: pytest.FixtureRequest, tab_of: Callable[[str], Tab]) -> Tab:
    """The page on a phone, with late fonts, opened once for all of its tests."""
    page: Page = request.param
    tab = tab_of(page.role)
    tab.set_viewport_size({"width": 390, "height": 900})
    tab.emulate_media(color_scheme="light", reduced_motion="no-preference")  # axe left it dark and without motion
    visit(tab, page)
    assert resolve(urlsplit(tab.url).path).view_name == (page.view or resolve(urlsplit(page.path).path).view_name)
    return tab


def test_nothing_moves_by_itself(tab: Tab) -> None:
    """First, while nothing has touched the page."""
    assert tab.evaluate(WATCH) == []


def test_no_page_is_wider_than_a_phone(tab: Tab) -> None:
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390


def test_axe_finds_nothing(tab: Tab) -> None:
    found = violations(tab)
    assert not found, "\n".join(found)


def test_axe_has_no_other_rules_about_colours(tab_of: Callable[[str], Tab]) -> None:
    tab = tab_of("")
    add_axe(tab)
    assert colour_rules(tab) == COLOUR_RULES
