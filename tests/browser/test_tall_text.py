"""A text of somebody else's takes a screen of a page at most, whatever is in it, and the keyboard reaches all of it."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.test_keyboard import reach
from tests.pages import MENTOR

pytestmark = pytest.mark.browser
MAX_PX = 960
HOSTILE = r"Hello $\rule{3000em}{3000em}$ and $\raisebox{-200em}{\rule{300em}{300em}}$. The end."


def test_a_formula_is_no_higher_than_its_text_allows(open_as: Open) -> None:
    page = open_as("nora@demo.descent.test", "/questions/ask/?topic=neural-networks")
    page.get_by_label("Your question").fill(HOSTILE)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".note-text math").first).to_be_visible()
    mentor = open_as(MENTOR, page.url)
    text = mentor.locator(".note-text").filter(has=mentor.locator("math"))
    box = text.bounding_box()
    assert box
    assert box["height"] <= MAX_PX
    reach(text)
    mentor.keyboard.press("End")
    mentor.wait_for_function("text => text.scrollTop > 1000", arg=text.element_handle())
