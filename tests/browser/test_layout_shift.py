"""Nothing on a page moves by itself: not when the fonts arrive late, not when the scripts run."""

import pytest
from playwright.sync_api import Route

from tests.browser.conftest import Open
from tests.browser.test_accessibility import OURS
from tests.pages import WIDTHS, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]

WATCH = """() => new Promise((resolve) => {
  const moved = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const moving = entry.sources.map((source) => source.node?.parentElement?.outerHTML.slice(0, 80));
      moved.push(`${entry.value} ${moving}`);
    }
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(moved), 100);
})"""


@pytest.mark.parametrize("page", OURS, ids=lambda page: page.name)
def test_nothing_moves_by_itself(page: Page, open_as: Open) -> None:
    def late(route: Route) -> None:
        tab.wait_for_timeout(300)  # after the first paint
        route.continue_()

    tab = open_as(page.role, page.path)
    tab.route("**/*.woff2", late)
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        tab.goto(page.path, wait_until="networkidle")
        tab.evaluate("document.fonts.ready")
        assert tab.evaluate(WATCH) == []
