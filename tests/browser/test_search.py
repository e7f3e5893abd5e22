"""Ctrl+K finds a page from anywhere, the account menu opens without a script, and a theme stays."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.chromium import open_account_menu
from tests.pages import LEARNER

pytestmark = pytest.mark.browser

SEARCH_FIELD = "Topic, exercise, resource, note or page"


def test_ctrl_k_leads_to_a_page_by_keyboard_alone(open_as: Open) -> None:
    page = open_as(LEARNER, "/plan/", width=390)
    page.keyboard.press("Control+k")
    expect(page.get_by_label(SEARCH_FIELD)).to_be_focused()
    page.keyboard.type("linear algebra")
    first = page.locator("#search-hits a").first
    expect(first).to_have_text("Linear algebra")
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label(SEARCH_FIELD)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/roadmap/topics/linear-algebra/")


def test_keys_typed_into_a_field_are_text(open_as: Open) -> None:
    page = open_as(LEARNER, "/hours/")
    line = page.locator("[name=line]").first
    line.press_sequentially("1/2 hour?")
    expect(line).to_have_value("1/2 hour?")
    expect(page.locator("#search-box, #shortcuts").filter(visible=True)).to_have_count(0)


def test_a_question_mark_lists_the_keys(open_as: Open) -> None:
    page = open_as(LEARNER, "/plan/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()


def test_single_keys_can_be_turned_off(open_as: Open) -> None:
    page = open_as(LEARNER, "/plan/")
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("Use / and ?").uncheck()
    page.goto("/")
    page.keyboard.press("?")
    page.keyboard.press("/")
    page.keyboard.press("Control+k")  # the keys before it have been answered by then
    expect(page.get_by_label(SEARCH_FIELD)).to_be_focused()
    expect(page.get_by_label(SEARCH_FIELD)).to_have_value("")
    expect(page.locator("#shortcuts")).to_be_hidden()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_account_menu_sets_a_theme_that_stays(open_as: Open, javascript: bool) -> None:
    page = open_as(LEARNER, "/hours/", javascript=javascript)
    open_account_menu(page)
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page).to_have_url("/hours/")
    page.goto("/plan/")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
