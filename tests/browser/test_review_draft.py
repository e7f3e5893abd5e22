"""What is typed in a review is saved apart from the draft in progress."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.pages import FURTHER_ON

pytestmark = pytest.mark.browser
EXERCISE = "/exercises/byte-pair-encoding/"


def save_line(page: Page, line: str) -> None:
    """Type it at the top of the editor and save."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type(f"{line}\n")
    with page.expect_response("**/draft"):
        page.keyboard.press("Control+s")


def test_a_review_has_a_draft_of_its_own(open_as: Open) -> None:
    page = open_as(FURTHER_ON, EXERCISE)
    save_line(page, "# in progress")
    page.goto(f"{EXERCISE}?review")
    editor = page.locator(".cm-content")
    expect(editor).not_to_contain_text("# in progress")
    save_line(page, "# from memory")
    page.goto(EXERCISE)
    expect(editor).to_contain_text("# in progress")
    expect(editor).not_to_contain_text("# from memory")
    page.goto(f"{EXERCISE}?review")
    expect(editor).to_contain_text("# from memory")
