"""axe finds no violation of WCAG 2.2 AA on any page, in both themes and at both widths."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from tests.browser.conftest import opening
from tests.pages import PAGES, THEMES, WIDTHS, Page
from tests.site import Site

pytestmark = pytest.mark.browser

AXE = (Path(__file__).resolve().parent.parent / "vendor" / "axe-4.14.1.min.js").read_text()
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OURS = [page for page in PAGES if not page.path.startswith("/admin/")]  # Django's admin is Django's


@pytest.fixture(scope="module")
def tab_of(site: Site, browser: Browser) -> Iterator[Callable[[str], Tab]]:
    """One for each role, which signs in once."""
    with opening(site, browser) as opened:
        yield cache(lambda role: opened(role, "/"))


@pytest.mark.parametrize("page", OURS, ids=lambda page: page.name)
def test_axe_finds_nothing(page: Page, tab_of: Callable[[str], Tab]) -> None:
    tab = tab_of(page.role)
    found: list[str] = []
    for theme in THEMES:
        tab.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        tab.goto(page.path)
        tab.evaluate(AXE)  # by the debugger's door, which the page's content security policy does not guard
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 900})
            result: dict[str, Any] = tab.evaluate("rules => axe.run(document, rules)", RULES)
            found += [
                f"{theme} {width}: {violation['id']} {node['target']} {node['failureSummary']}"
                for violation in result["violations"]
                for node in violation["nodes"]
            ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("page", OURS, ids=lambda page: page.name)
def test_no_page_is_wider_than_a_phone(page: Page, tab_of: Callable[[str], Tab]) -> None:
    tab = tab_of(page.role)
    tab.set_viewport_size({"width": 390, "height": 900})
    tab.goto(page.path)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
