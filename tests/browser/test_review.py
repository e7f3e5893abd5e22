"""A mentor answers from the queue: Next, remarks on lines, a saved reply. On a phone and without JavaScript too."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from cohorts.demo.mentors import SAVED_REPLIES
from tests.axe import violations
from tests.browser.conftest import Open
from tests.browser.test_asking import fits_a_phone
from tests.browser.test_first_path import EXERCISE
from tests.browser.test_keyboard import reach
from tests.browser.test_live import COME_BACK
from tests.chromium import leads_to
from tests.pages import FURTHER_ON, MENTOR

pytestmark = pytest.mark.browser

QUEUE = "/questions/queue/"


def fields(page: Page) -> list[str]:
    return [page.locator(f"#id_remark-1-{name}_line").input_value() for name in ("first", "last")]


def text_of(page: Page, number: int) -> Locator:
    return page.locator(f"#id_remark-{number}-text")


def click_line(page: Page, number: int | str) -> None:
    page.locator(f"[data-line='{number}']").click()


def test_clicks_on_line_numbers_open_a_remark_and_choose_its_lines(open_as: Open) -> None:
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
        click_line(page, click)
        assert fields(page) == chosen
    expect(text_of(page, 1)).to_be_hidden()
    click_line(page, second)
    expect(page.locator(f"#line-{second}")).to_have_class(re.compile("chosen"))
    expect(text_of(page, 1)).to_be_focused()
    page.locator("#id_remark-1-last_line").fill(third)
    expect(page.locator(f"#line-{third}")).to_have_class(re.compile("chosen"))


@pytest.fixture
def question(open_as: Open) -> str:
    """The address of a question about four lines."""
    page = open_as(FURTHER_ON, EXERCISE, javascript=False)
    page.locator("textarea[name=source]").fill("a = 1\nb = 2\nc = 3\nd = 4\n")
    page.get_by_role("button", name="Submit").click()
    page.goto(f"{EXERCISE}submissions/")
    page.locator("main a[href*='/submissions/']").first.click()
    page.locator("a[href*='/questions/ask/?run=']").click()
    page.locator("#text").fill("Is this the usual way?")
    page.get_by_role("button", name="Ask", exact=True).click()
    leads_to(page, "**/questions/*-*/")
    return page.url


def test_three_remarks_on_three_lines_are_written_beside_the_code_and_sent_together(
    open_as: Open, question: str
) -> None:
    mentor, learner = open_as(MENTOR, question), open_as(FURTHER_ON, question)
    mentor.wait_for_load_state("load")
    for number, line in enumerate((1, 3, 4), start=1):
        click_line(mentor, line)
        mentor.keyboard.type(f"Remark on {line}.")
        expect(mentor.locator(f"#line-{line}")).to_contain_text("to")
        assert text_of(mentor, number).input_value() == f"Remark on {line}."
    mentor.reload()  # the drafts of this browser have them
    expect(mentor.locator("#line-3").locator("textarea")).to_have_value("Remark on 3.")
    mentor.locator("#write").get_by_role("button", name="Send", exact=True).click()
    expect(mentor.locator("#line-4")).to_contain_text("Remark on 4.")
    for line in (1, 3, 4):
        expect(learner.locator(f"#line-{line}")).to_contain_text(f"Remark on {line}.")
    learner.locator("#line-3").get_by_role("button", name="Yes").click()
    expect(learner.locator("#line-3 [aria-pressed=true]")).to_have_count(1)
    learner.wait_for_load_state("load")
    learner.locator("#line-3 button[name=add]").click()
    learner.keyboard.type("Renamed.")
    expect(learner.locator("#line-3 textarea")).to_have_value("Renamed.")
    assert not violations(learner)
    learner.locator("#line-3").get_by_role("button", name="Send", exact=True).click()
    expect(learner.locator("#line-3")).to_contain_text("Renamed.")


def test_a_remark_that_is_being_written_outlives_a_new_comment(open_as: Open, question: str) -> None:
    mentor, learner = open_as(MENTOR, question), open_as(FURTHER_ON, question)
    mentor.wait_for_load_state("load")
    click_line(mentor, 2)
    mentor.keyboard.type("A mean, n")
    learner.locator("#text").fill("I found it out myself.")
    learner.get_by_role("button", name="Send", exact=True).click()
    expect(learner.locator("#comments")).to_contain_text("I found it out myself.")
    mentor.evaluate(COME_BACK)
    expect(mentor.locator("[data-live-status]")).not_to_be_empty()
    mentor.keyboard.type("ot a sum.")
    expect(mentor.locator("#line-2 textarea")).to_have_value("A mean, not a sum.")
    mentor.locator("[data-live-reload] a").click()
    expect(mentor.locator("#comments")).to_contain_text("I found it out myself.")
    expect(mentor.locator("#line-2 textarea")).to_have_value("A mean, not a sum.")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_several_remarks_without_javascript_on_a_phone(open_as: Open, question: str, theme: str) -> None:
    page = open_as(MENTOR, question, javascript=False, width=390, theme=theme)
    for number, line in enumerate((2, 4), start=1):
        page.locator(f"#id_remark-{number}-first_line").fill(str(line))
        text_of(page, number).fill(f"Remark on {line}.")
        page.locator("#write button[name=add]").click()
        expect(text_of(page, number + 1)).to_be_visible()
        fits_a_phone(page)
    page.get_by_role("button", name="Send", exact=True).click()
    for line in (2, 4):
        expect(page.locator(f"#line-{line}")).to_contain_text(f"Remark on {line}.")
    fits_a_phone(page)
    page.locator("#line-4 button[name=add]").click()
    expect(page.locator("#id_remark-1-first_line")).to_have_value("4")


def test_the_keyboard_alone_writes_a_remark_and_sends_it(open_as: Open, question: str) -> None:
    page = open_as(MENTOR, question)
    page.wait_for_load_state("load")
    reach(page.locator("#write button[name=add]"))
    page.keyboard.press("Enter")
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("A mean.")
    reach(page.locator("#write").get_by_role("button", name="Send", exact=True))
    page.keyboard.press("Enter")
    expect(page.locator("#line-2")).to_contain_text("A mean.")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_queue_works_on_a_phone_and_without_javascript(open_as: Open, javascript: bool) -> None:
    """It inserts and previews but sends nothing: other tests read the same question."""
    page = open_as(MENTOR, QUEUE, javascript=javascript, width=390)
    fits_a_phone(page)
    page.locator("form[action$='/next/'] button").click()
    if javascript:
        page.wait_for_load_state("load")
        page.locator("#write button[name=add]").click()
    page.locator("#id_remark-1-first_line").fill("4")
    page.locator("button[name=insert]").click()
    [(_, text)] = SAVED_REPLIES
    expect(text_of(page, 1)).to_have_value(
        re.compile(re.escape(text).replace(r"\{learner\}", "[^{}]+").replace(r"\{line\}", "line 4"))
    )
    page.locator("button[name=preview]").click()
    expect(page.get_by_role("region", name="Preview")).to_contain_text("line 4")
    fits_a_phone(page)
    page.locator("form[action$='/release/'] button").click()
    expect(page.locator("form[action$='/next/'] button")).to_be_visible()
