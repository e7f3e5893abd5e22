"""The mentor's grid by keyboard: one tab stop, arrow keys between its cells, and evidence that opens in place."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.browser.test_keyboard import reach
from tests.pages import MENTOR

pytestmark = pytest.mark.browser

MAX_TAB_STOPS = 60


@pytest.fixture
def page(open_as: Open) -> Page:
    tab = open_as(MENTOR, "/cohorts/autumn/?by=topic&sort=name")
    reach(tab.get_by_role("grid").locator("[tabindex='0']"))
    return tab


def focus(page: Page) -> Locator:
    return page.locator(":focus")


def place(page: Page) -> tuple[int, int]:
    """The row and the column of the focused cell."""
    row, column = focus(page).evaluate("link => [link.closest('tr').rowIndex, link.closest('th, td').cellIndex]")
    return row, column


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def go_to_first_cell(page: Page) -> None:
    """Below a name there may be more links."""
    while not place(page)[1]:
        press(page, "ArrowRight")


def test_the_arrow_keys_move_between_cells(page: Page) -> None:
    assert place(page) == (1, 0)
    go_to_first_cell(page)
    column = place(page)[1]
    press(page, "ArrowDown", "ArrowDown")
    assert place(page) == (3, column)
    press(page, "ArrowUp", "ArrowRight", "ArrowLeft")
    assert place(page) == (2, column)


def test_home_and_end_go_along_the_row_and_with_control_through_the_grid(page: Page) -> None:
    press(page, "ArrowDown", "End")
    row, last = place(page)
    assert row == 2
    assert last > 5
    press(page, "Home")
    assert place(page) == (2, 0)
    press(page, "Control+End")
    assert place(page)[0] == page.get_by_role("grid").locator("tbody tr").count()
    press(page, "Control+Home")
    assert place(page) == (1, 0)


def test_the_focused_cell_is_not_below_the_header_or_the_names(page: Page) -> None:
    press(page, "Control+End", "Home")
    go_to_first_cell(page)
    for key in ("ArrowUp", "ArrowLeft", "ArrowRight"):
        press(page, key)
        assert focus(page).evaluate(
            """link => {
                const box = link.getBoundingClientRect();
                const top = document.elementFromPoint(box.left + 4, box.top + 4);
                return link.contains(top) || top.contains(link);
            }"""
        )


def test_the_grid_is_one_tab_stop(page: Page) -> None:
    press(page, "ArrowRight", "ArrowDown")
    cell = place(page)
    press(page, "Tab")
    assert not focus(page).evaluate("one => Boolean(one.closest('table'))")
    press(page, "Shift+Tab")
    assert place(page) == cell
    stops = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex]")]
            .filter(one => one.tabIndex >= 0 && one.type !== "hidden" && one.checkVisibility()).length"""
    )
    assert stops <= MAX_TAB_STOPS


def test_enter_opens_the_evidence_in_place_and_escape_goes_back_to_the_cell(page: Page) -> None:
    press(page, "ArrowDown")
    go_to_first_cell(page)
    cell, address = place(page), page.url
    press(page, "Enter")
    heading = page.locator(".grid-evidence h2").first
    expect(heading).to_be_focused()
    assert page.url == address
    press(page, "Escape")
    expect(page.locator(".grid-evidence")).to_have_count(0)
    assert place(page) == cell
