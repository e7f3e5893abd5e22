"""The main pages at 320 px (a zoom of 400 %), with the text spacing of WCAG 1.4.12, and in forced colors."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from tests.browser.conftest import opening
from tests.pages import PAGES, Page, visit
from tests.site import Site

pytestmark = pytest.mark.browser

MAIN = (
    "front", "sign-in", "home", "roadmap", "phase", "topic", "exercises", "exercise", "run", "hours", "plan",
    "checkpoint", "questions", "settings", "personal-data", "cohort", "cohort-learner", "marks", "audit-log",
)  # fmt: skip
# WCAG 2.2, 1.4.12. A constructed stylesheet passes the content security policy, as a reader's own styles do.
SPACING = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
                         word-spacing: 0.16em !important }
                     p { margin-block-end: 2em !important }`)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
}"""
# A box that hides what is too tall for it loses text. One of a pixel is for screen readers only.
LOST = """() => [...document.querySelectorAll('main *')].filter(box => {
  const style = getComputedStyle(box)
  return style.overflowY === 'hidden' && box.clientHeight > 4 && box.scrollHeight > box.clientHeight + 4
    && box.innerText?.trim() && !box.closest('svg, math') && !box.querySelector('.cm-scroller')
    && !box.classList.contains('clip')
}).map(box => box.outerHTML.slice(0, 160))"""
# In an editor, which is below a shadow root, the caret shows it.
FOCUS = """() => {
  let box = document.activeElement
  while (box.shadowRoot?.activeElement) box = box.shadowRoot.activeElement
  const style = getComputedStyle(box), hasOutline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
  return [box.outerHTML.slice(0, 120), hasOutline || box.isContentEditable]
}"""


@pytest.fixture(scope="module")
def tab_of(site: Site, browser: Browser) -> Iterator[Callable[[str], Tab]]:
    """One context for each role, signed in once."""
    with opening(site, browser) as opened:
        yield cache(lambda role: opened(role, "/"))


@pytest.fixture(scope="module", params=MAIN)
def tab(request: pytest.FixtureRequest, tab_of: Callable[[str], Tab]) -> Tab:
    [page] = [page for page in PAGES if page.name == request.param]
    return open_page(tab_of(page.role), page)


def open_page(tab: Tab, page: Page) -> Tab:
    tab.emulate_media(forced_colors="none")
    tab.set_viewport_size({"width": 320, "height": 640})
    visit(tab, page)
    return tab


def test_at_320_px_nothing_scrolls_sideways(tab: Tab) -> None:
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320


def test_in_forced_colors_the_keyboard_s_focus_is_visible(tab: Tab) -> None:
    tab.emulate_media(forced_colors="active")
    seen = []
    for _ in range(6):
        tab.keyboard.press("Tab")
        seen.append(tab.evaluate(FOCUS))
    assert [html for html, has_outline in seen if not has_outline] == []


def test_wider_text_is_neither_lost_nor_wider_than_the_page(tab: Tab) -> None:
    """Last, because the styles stay on the page. The criterion asks for it without a zoom."""
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.evaluate(SPACING)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 1280
    assert tab.evaluate(LOST) == []
