"""A mentor ticks learners in the grid and does one thing with all of them, also without JavaScript and on a phone."""

import pytest
from playwright.sync_api import Locator, Page, expect

from cohorts.bulk.forms import Operation
from tests.axe import violations
from tests.browser.conftest import Open
from tests.browser.test_asking import fits_a_phone
from tests.browser.test_keyboard import reach
from tests.chromium import leads_to
from tests.pages import MENTOR

pytestmark = pytest.mark.browser

GRID = "/cohorts/autumn/?sort=name"
PHONE, LAPTOP, WIDE = 390, 1280, 1440
SCROLL_BAR = 15  # Chromium without a window draws none


def boxes(page: Page) -> Locator:
    return page.locator("input[name=learner]")


def go_on(page: Page, operation: Operation) -> None:
    page.locator("#bulk-do").select_option(operation)
    page.locator(".bulk-bar button").click()
    leads_to(page, "*/bulk/")


@pytest.mark.parametrize("width", [PHONE, LAPTOP])
@pytest.mark.parametrize("javascript", [True, False])
def test_ticks_a_form_a_result_and_undo(open_as: Open, javascript: bool, width: int) -> None:
    page = open_as(MENTOR, GRID, javascript=javascript, width=width)
    names = page.locator("[data-grid] tbody th > a").all_inner_texts()
    for number in (0, 2):
        boxes(page).nth(number).check()
    go_on(page, Operation.LATER)
    expect(page.locator("#chosen")).to_have_text(f"{names[0]}, {names[2]}.")
    page.locator("main form button").click()
    leads_to(page, "*/cohorts/autumn/")
    assert "sort=name" in page.url
    reminded = page.locator("[data-grid] tbody th", has_text="reminder on")
    expect(reminded).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(reminded).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False])
def test_all_who_match_get_a_text_and_a_mistake_loses_nothing(open_as: Open, javascript: bool) -> None:
    page = open_as(MENTOR, "/cohorts/autumn/?show=not_passed&of=exercise%3Ddropout", javascript=javascript)
    page.locator("input[name=all]").check()
    go_on(page, Operation.MESSAGE)
    heading = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name="Send").click()  # empty
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.get_by_role("heading", level=1).inner_text() == heading
    page.locator("#text").fill("*How* is it going?")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".note-text em")).to_have_text("How")
    page.get_by_role("button", name="Send").click()
    leads_to(page, "*/cohorts/autumn/")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)


@pytest.mark.parametrize("operation", Operation)
def test_its_pages_are_accessible_and_fit_a_phone(open_as: Open, operation: Operation) -> None:
    page = open_as(MENTOR, GRID, width=PHONE)
    boxes(page).first.check()
    page.locator("#bulk-do").select_option(operation)
    page.locator(".bulk-bar button").click()
    leads_to(page, "*/cohorts/autumn/*")
    fits_a_phone(page)
    assert not violations(page)


def test_the_boxes_belong_to_the_one_tab_stop_of_the_grid(open_as: Open) -> None:
    page = open_as(MENTOR, GRID)
    reach(page.get_by_role("grid").locator("[tabindex='0']"))
    for key in ("Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expect(page.locator("[data-bulk-count]")).to_have_text("2 ticked")
    for key in ("ArrowUp", "ArrowUp", "Space"):  # the box in the head
        page.keyboard.press(key)
    expect(page.locator("input[name=learner]:checked")).to_have_count(boxes(page).count())
    page.keyboard.press("Tab")
    expect(page.locator("input[name=all]")).to_be_focused()


def test_the_first_learner_is_on_the_first_screen_of_a_phone(open_as: Open) -> None:
    page = open_as(MENTOR, "/cohorts/autumn/", width=PHONE)
    row, bar = page.locator("[data-grid] tbody tr").first, page.locator(".bulk-bar")
    box, bar_box = row.locator("th > a").bounding_box(), bar.bounding_box()
    assert box
    assert bar_box
    assert box["y"] + box["height"] < bar_box["y"] <= 900
    fits_a_phone(page)
    page.locator(".grid-page .phone-fold > summary").click()
    expect(page.locator("#grid-show")).to_be_visible()


@pytest.mark.parametrize("width", [LAPTOP, WIDE])
def test_all_columns_fit_the_window_beside_a_scroll_bar(open_as: Open, width: int) -> None:
    page = open_as(MENTOR, "/cohorts/autumn/", width=width)
    grid = page.locator(".grid-scroll")
    grid.evaluate("(one, width) => { one.style.marginInlineEnd = `${width}px` }", SCROLL_BAR)
    assert grid.evaluate("one => one.scrollWidth <= one.clientWidth")
    expect(page.locator("#grid-show")).to_be_visible()


def test_a_due_week_shows_its_date_while_it_is_typed(open_as: Open) -> None:
    page = open_as(MENTOR, "/cohorts/autumn/due-weeks/")
    field = page.locator("input[data-start]").first
    note = page.locator(f"#{field.get_attribute('id')}_helptext")
    earlier = note.inner_text()
    field.fill(str(int(field.input_value()) + 1))
    expect(note).not_to_have_text(earlier)
