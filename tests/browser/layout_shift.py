"""What moves on a page by itself, by Chromium's own record of layout shifts."""

from playwright.sync_api import Page as Tab
from playwright.sync_api import Route

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


def delay_fonts(tab: Tab) -> None:
    """Let fonts arrive after the first paint. A route turns off the cache, so each page loads its fonts again."""

    def late(route: Route) -> None:
        tab.wait_for_timeout(200)
        route.continue_()

    tab.route("**/*.woff2", late)
