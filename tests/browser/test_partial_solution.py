"""Starting from a partial solution: with the keyboard, on a phone and without JavaScript. Nothing is lost."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.chromium import paste
from tests.pages import LEARNER

pytestmark = pytest.mark.browser
EXERCISE = "/exercises/attention-backward/"
MINE = "# what I have so far"
STEP = "# Step 1 of 3"


def offer_of(page: Page) -> Locator:
    return page.locator("button[value=partial]")


def test_it_is_started_and_undone_with_the_keyboard(open_as: Open) -> None:
    page = open_as(LEARNER, EXERCISE)
    editor = page.locator(".cm-content")
    paste(page, MINE)
    editor.press("Escape")
    for _ in range(10):
        if offer_of(page).evaluate("button => button === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(offer_of(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(editor).to_contain_text(STEP)
    expect(editor).to_be_focused()
    page.locator("button[value=back]").focus()
    page.keyboard.press("Enter")
    expect(editor).to_contain_text(MINE)
    expect(editor).not_to_contain_text(STEP)


def test_it_is_started_on_a_phone(open_as: Open) -> None:
    page = open_as(LEARNER, f"{EXERCISE}#code", width=390)
    offer_of(page).scroll_into_view_if_needed()
    box = offer_of(page).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    offer_of(page).click()
    expect(page.locator(".cm-content")).to_contain_text(STEP)


def test_it_is_started_without_javascript(open_as: Open) -> None:
    page = open_as(LEARNER, EXERCISE, javascript=False)
    page.locator("#source").fill(MINE)
    offer_of(page).click()
    expect(page.locator("#source")).to_have_value(re.compile(re.escape(STEP)))
    page.locator("button[value=back]").click()
    expect(page.locator("#source")).to_have_value(re.compile(rf"^\s*{re.escape(MINE)}\s*$"))
