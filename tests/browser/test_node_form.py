"""The editor's form of a topic: short fields share a line where there is room, and the keyboard follows the lines."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.pages import ADMIN, EDITOR

pytestmark = pytest.mark.browser

PHONE, LAPTOP = 390, 1280
SHORT = ["title", "number", "label", "stars", "hours_refresher", "hours_from_scratch"]
BOXES = """form => [...form.elements].filter(field => field.name && field.checkVisibility()).map(field => {
    const { left, top, right } = field.getBoundingClientRect();
    return { name: field.name, left: Math.round(left), top: Math.round(top), right: Math.round(right) };
})"""


def boxes(page: Page) -> list[dict[str, Any]]:
    """Where each field is, in the order of the keyboard."""
    page.wait_for_load_state("load")
    fields: list[dict[str, Any]] = page.locator(".editor-and-preview > .form").evaluate(BOXES)
    return fields


@pytest.mark.parametrize("width", [PHONE, 800, LAPTOP])
def test_the_keyboard_goes_through_the_form_line_by_line(open_as: Open, width: int) -> None:
    page = open_as(ADMIN, f"{EDITOR}nodes/neural-networks/", width=width)
    places = [(box["top"], box["left"]) for box in boxes(page) if box["name"] != "preview"]
    fields = places[:-1] if width == LAPTOP else places  # the button stays in sight
    assert fields == sorted(fields)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_short_fields_share_a_line_on_a_laptop(open_as: Open) -> None:
    page = open_as(ADMIN, f"{EDITOR}nodes/neural-networks/", width=LAPTOP)
    places = {box["name"]: box for box in boxes(page)}
    for first, second in zip(SHORT[::2], SHORT[1::2], strict=True):
        assert places[first]["top"] == places[second]["top"]
        assert places[first]["right"] < places[second]["left"]
    assert len({places[name]["right"] for name in (*SHORT[1::2], "why", "body")}) == 1


def test_on_a_phone_each_field_has_a_line_to_itself(open_as: Open) -> None:
    page = open_as(ADMIN, f"{EDITOR}nodes/neural-networks/", width=PHONE)
    fields = [box for box in boxes(page) if box["name"] in (*SHORT, "why", "body")]
    assert len({(box["left"], box["right"]) for box in fields}) == 1
