"""A mentor answers from the queue: Next, lines, a saved reply. On a phone and without JavaScript too."""

import re

import pytest
from playwright.sync_api import Page, expect

from cohorts.demo.mentors import SAVED_REPLIES
from tests.browser.conftest import Open
from tests.browser.test_asking import fits_a_phone
from tests.pages import MENTOR

pytestmark = pytest.mark.browser

QUEUE = "/questions/queue/"


def fields(page: Page) -> list[str]:
    return [page.locator(f"#id_{name}_line").input_value() for name in ("first", "last")]


def test_a_click_on_line_numbers_chooses_them(open_as: Open) -> None:
    page = open_as(MENTOR, QUEUE)
    page.locator("#queue a").first.click()
    numbers = page.locator("[data-line]")  # of a resubmission, those around what changed
    expect(numbers.nth(4)).to_be_visible()
    page.wait_for_load_state("load")  # before its script runs, a click chooses nothing
    _, second, third, fourth, fifth = numbers.evaluate_all("all => all.slice(0, 5).map(each => each.dataset.line)")
    for click, chosen in (
        (fifth, [fifth, fifth]),
        (third, [third, fifth]),
        (fourth, [fourth, fourth]),
        (fourth, ["", ""]),
    ):
        page.locator(f"[data-line='{click}']").click()
        assert fields(page) == chosen
    page.locator(f"[data-line='{second}']").click()
    expect(page.locator(f"#line-{second}")).to_have_class(re.compile("chosen"))
    page.locator("#id_last_line").fill(third)
    expect(page.locator(f"#line-{third}")).to_have_class(re.compile("chosen"))


@pytest.mark.parametrize("javascript", [True, False])
def test_the_queue_works_on_a_phone_and_without_javascript(open_as: Open, javascript: bool) -> None:
    """It inserts and previews but sends nothing: other tests read the same question."""
    page = open_as(MENTOR, QUEUE, javascript=javascript, width=390)
    fits_a_phone(page)
    page.locator("form[action$='/next/'] button").click()
    page.locator("#id_first_line").fill("4")
    page.locator("button[name=insert]").click()
    [(_, text)] = SAVED_REPLIES
    expect(page.locator("#text")).to_have_value(
        re.compile(re.escape(text).replace(r"\{learner\}", "[^{}]+").replace(r"\{line\}", "line 4"))
    )
    page.locator("button[name=preview]").click()
    expect(page.get_by_role("region", name="Preview")).to_contain_text("line 4")
    fits_a_phone(page)
    page.locator("form[action$='/release/'] button").click()
    expect(page.locator("form[action$='/next/'] button")).to_be_visible()
