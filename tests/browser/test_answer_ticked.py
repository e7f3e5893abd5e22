"""A mentor ticks questions in the queue and answers them with one text, also without JavaScript and on a phone."""

import pytest
from playwright.sync_api import expect

from tests.axe import violations
from tests.browser.conftest import Open
from tests.browser.test_review import QUEUE
from tests.chromium import leads_to
from tests.pages import MENTOR

pytestmark = pytest.mark.browser

PHONE, LAPTOP = 390, 1280


@pytest.mark.parametrize("width", [PHONE, LAPTOP])
@pytest.mark.parametrize("javascript", [True, False])
def test_two_questions_get_one_answer_and_undo_takes_it_back(open_as: Open, javascript: bool, width: int) -> None:
    page = open_as(MENTOR, QUEUE, javascript=javascript, width=width)
    boxes, heading = page.locator("input[name=question]"), page.get_by_role("heading", level=1).inner_text()
    free = page.locator("#queue li", has_not_text="is answering").locator("input")
    for number in (0, 1):
        free.nth(number).check()
    count = boxes.count()
    page.locator(".bulk-bar button:not([name])").click()
    leads_to(page, "*/queue/answer/")
    expect(page.locator("#recipients li")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if javascript:
        assert not violations(page)
    page.locator("#text").fill("Let the *shapes* decide.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#write .note-text em")).to_have_text("shapes")
    expect(page.locator("#recipients li")).to_have_count(2)
    page.get_by_role("button", name="Send").click()
    leads_to(page, f"*{QUEUE}")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(heading)
    page.get_by_role("button", name="Undo").click()
    expect(boxes).to_have_count(count)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
