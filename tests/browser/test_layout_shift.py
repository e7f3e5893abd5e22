"""Nothing on a page moves by itself, even if the fonts arrive late or the scripts run."""

import pytest
from playwright.sync_api import Route

from tests.browser.conftest import Open
from tests.browser.test_accessibility import OURS
from tests.pages import WIDTHS, visit

pytestmark = pytest.mark.browser

WIDE, PHONE = WIDTHS
ROLES = tuple(dict.fromkeys(page.role for page in OURS))
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


@pytest.mark.parametrize("width", [pytest.param(WIDE, marks=pytest.mark.slow), PHONE])
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "nobody")
def test_nothing_moves_by_itself(role: str, width: int, open_as: Open) -> None:
    def late(route: Route) -> None:
        tab.wait_for_timeout(200)  # after the first paint
        route.continue_()

    tab = open_as(role, "/", width=width)
    tab.route("**/*.woff2", late)  # a route turns off the cache, so each page loads its fonts again
    moved: dict[str, list[str]] = {}
    for page in (page for page in OURS if page.role == role):
        visit(tab, page)
        moved[page.name] = tab.evaluate(WATCH)
    assert {name: found for name, found in moved.items() if found} == {}
