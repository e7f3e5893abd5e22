"""A topic on the map opens its card beside it without a page load, by keyboard too, and is marked there."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.pages import LEARNER

pytestmark = pytest.mark.browser
TOPIC = "optimizers"


def test_a_topic_opens_its_card_by_keyboard_and_is_marked_there(open_as: Open) -> None:
    page = open_as(LEARNER, "/roadmap/")
    page.evaluate("window.isSamePage = true")
    node = page.locator(f".wide a[data-topic={TOPIC}]")
    node.press("Enter")
    title = page.locator("#card-title")
    expect(title).to_be_focused()
    expect(title).to_contain_text("Optimization")
    expect(node).to_have_attribute("aria-current", "true")
    expect(page.locator(".index a[aria-current]")).to_have_count(1)

    button = page.get_by_role("button", name="done", exact=True)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    expect(node).to_have_attribute("aria-label", re.compile("claimed"))
    assert page.evaluate("window.isSamePage")


def test_without_javascript_a_topic_opens_its_card_as_a_page(open_as: Open) -> None:
    page = open_as(LEARNER, "/roadmap/", javascript=False, width=390)
    page.locator(f".upright a[data-topic={TOPIC}]").click()
    expect(page.locator("#card")).to_be_in_viewport()
    expect(page.locator("#card-title")).to_contain_text("Optimization")
    page.get_by_role("button", name="skip", exact=True).click()
    expect(page.locator("#card-title")).to_contain_text("Optimization")
    expect(page.get_by_role("button", name="skip", exact=True)).to_have_attribute("aria-pressed", "true")
