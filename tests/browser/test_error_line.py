"""A verdict about an error marks its line in the editor, and leads there."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.chromium import paste
from tests.pages import LEARNER

pytestmark = pytest.mark.browser

MARKED = ".cm-error-line"


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("def matmul(A, B):\n    C = A @ B\n    return C / missing", "    return C / missing"),
        ("import numpy as np\n\ndef matmul(A, B)\n    return A @ B", "def matmul(A, B)"),
    ],
    ids=["raised", "syntax"],
)
def test_the_line_with_the_error_is_marked_until_the_next_verdict(open_as: Open, source: str, line: str) -> None:
    page = open_as(LEARNER, "/exercises/matmul/")
    paste(page, source)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(MARKED)).to_have_text(line)
    expect(page.locator(".cm-error-gutter")).to_have_count(1)
    page.get_by_role("button", name="Go to line").click()
    expect(page.locator(".cm-content")).to_be_focused()
    expect(page.locator(".cm-activeLine")).to_have_text(line)
    paste(page, "def matmul(A, B):\n    return A - B")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(MARKED)).to_have_count(0)


def test_without_javascript_the_message_alone_names_the_line(open_as: Open) -> None:
    page = open_as(LEARNER, "/exercises/transpose/", javascript=False)
    assert page.locator("[data-error-line]").filter(visible=True).count() == 0
