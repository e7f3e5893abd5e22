"""Each page, opened once: axe finds no violation of WCAG 2.2 AA in either theme or width, and what axe doesn't look at
holds too: reflow, text spacing, the keyboard's focus, the borders of fields, one menu and one foot.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Literal
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from tests.axe import COLOUR_RULES, add_axe, colour_rules, violations
from tests.browser.conftest import opening
from tests.browser.layout_shift import WATCH, delay_fonts
from tests.browser.page_checks import FIELDS, FRAME, LOST, SPACING, SQUEEZED, faults_of_focus
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


@pytest.fixture(scope="module")
def frames() -> dict[str, list[str]]:
    """Each person's menu and foot, as their first page has them."""
    return {}


@pytest.fixture(scope="module", params=OURS, ids=lambda page: page.name)
def tab(request: pytest.FixtureRequest, tab_of: Callable[[str], Tab]) -> Tab:
    """The page on a phone, with late fonts, opened once for all of its tests."""
    page: Page = request.param
    tab = tab_of(page.role)
    tab.set_viewport_size({"width": 390, "height": 900})
    # The tests left it dark, without motion and in forced colors.
    tab.emulate_media(color_scheme="light", reduced_motion="no-preference", forced_colors="none")
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


def test_at_320_px_nothing_scrolls_sideways_and_no_text_is_squeezed(tab: Tab) -> None:
    """A zoom of 400 %."""
    resize(tab, 320, 640)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    assert tab.evaluate(SQUEEZED) == []


@pytest.mark.parametrize(("width", "height", "forced"), [(320, 256, "active"), (1280, 900, "none")])
def test_the_focus_is_visible_and_not_covered_and_does_nothing(
    tab: Tab, width: int, height: int, forced: Literal["active", "none"]
) -> None:
    """On a screen at a zoom of 400 % in forced colors, and as wide as most are."""
    tab.emulate_media(forced_colors=forced)
    resize(tab, width, height)
    assert faults_of_focus(tab) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_fields_differ_from_what_is_around_them(tab: Tab, theme: Literal["light", "dark"]) -> None:
    tab.emulate_media(color_scheme=theme)
    assert tab.evaluate(FIELDS) == []


def test_each_page_has_the_same_menu_and_foot(tab: Tab, frames: dict[str, list[str]]) -> None:
    """What somebody can open stays the same, and is called the same, in one order. Some errors stand alone."""
    frame = tab.evaluate(FRAME)
    if frame:
        person = tab.evaluate("document.querySelector('.account-button')?.textContent ?? ''")
        assert frame == frames.setdefault(person, frame)


def test_wider_text_is_neither_lost_nor_wider_than_the_page(tab: Tab) -> None:
    """Last, because the styles stay on the page. The criterion asks for it without a zoom."""
    resize(tab, 1280, 900)
    tab.evaluate(SPACING)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 1280
    assert tab.evaluate(LOST) == []


def resize(tab: Tab, width: int, height: int) -> None:
    tab.set_viewport_size({"width": width, "height": height})
    tab.evaluate("new Promise(requestAnimationFrame)")  # a script that follows the width has run before it


def test_axe_has_no_other_rules_about_colours(tab_of: Callable[[str], Tab]) -> None:
    tab = tab_of("")
    add_axe(tab)
    assert colour_rules(tab) == COLOUR_RULES
