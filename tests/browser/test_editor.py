"""The roadmap's editor: the preview follows what is typed, and rows are dragged to another place."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.chromium import leads_to

pytestmark = pytest.mark.browser
EDITOR = "/authoring/roadmaps/linear-algebra-to-llms/"
PARTS = "#linear-algebra > .branch > ol > li"


def test_the_preview_follows_what_is_typed(open_as: Open) -> None:
    page = open_as("an admin", f"{EDITOR}nodes/calculus/")
    page.get_by_label("Text").fill("A *new* text with $x^2$.")
    expect(page.locator("#preview em")).to_have_text("new")
    expect(page.locator("#preview .prose math").first).to_be_visible()
    page.get_by_label("Text").fill("A formula $\\frac{1$ without an end.")
    expect(page.locator("#preview .errorlist")).to_be_visible()


def test_a_row_is_dragged_to_another_place_and_back(open_as: Open) -> None:
    page = open_as("an admin", EDITOR)
    before = page.locator(PARTS).evaluate_all("rows => rows.map(row => row.id)")
    page.locator(f"[id='{before[2]}'] > .outline-row").drag_to(page.locator(f"[id='{before[0]}'] > .outline-row"))
    page.wait_for_url(f"{EDITOR}#*")
    rows = page.locator(PARTS)
    expect(rows.first).to_have_id(before[2])
    page.get_by_role("button", name="Undo").click()
    leads_to(page, f"**{EDITOR}draft/")
    page.goto(EDITOR)
    assert page.locator(PARTS).evaluate_all("rows => rows.map(row => row.id)") == before


def test_a_row_moves_without_javascript(open_as: Open) -> None:
    page = open_as("an admin", EDITOR, javascript=False)
    before = page.locator(PARTS).evaluate_all("rows => rows.map(row => row.id)")
    row = page.locator(f"[id='{before[1]}']")
    row.locator("summary").first.click()
    row.get_by_role("button", name="Move up").first.click()
    expect(page.locator(PARTS).first).to_have_id(before[1])
    page.get_by_role("button", name="Undo").click()
    leads_to(page, f"**{EDITOR}draft/")
    page.goto(EDITOR)
    assert page.locator(PARTS).evaluate_all("rows => rows.map(row => row.id)") == before
