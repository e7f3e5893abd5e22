"""axe finds no violation of WCAG 2.2 AA on any page, in both themes and at both widths."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Open
from tests.pages import PAGES, THEMES, WIDTHS, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]

AXE = (Path(__file__).resolve().parent.parent / "vendor" / "axe-4.14.1.min.js").read_text()
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OURS = [page for page in PAGES if not page.path.startswith("/admin/")]  # Django's admin is Django's


@pytest.mark.parametrize("page", OURS, ids=lambda page: page.name)
def test_axe_finds_nothing(page: Page, open_as: Open) -> None:
    tab = open_as(page.role, page.path)
    found: list[str] = []
    for theme in THEMES:
        tab.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        tab.reload()
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
def test_no_page_is_wider_than_a_phone(page: Page, open_as: Open) -> None:
    tab = open_as(page.role, page.path, width=390)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
