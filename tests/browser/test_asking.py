"""A learner asks about a verdict, their mentor answers and the learner closes it. A mentor can withdraw a thread."""

import pytest
from playwright.sync_api import Page, expect

from cohorts.threads.page import WAITING_FOR_LEARNER
from tests.browser.conftest import Open
from tests.browser.test_first_path import EXERCISE, WRONG, verdict, write
from tests.browser.test_keyboard import press, reach
from tests.chromium import leads_to
from tests.pages import MENTOR

pytestmark = pytest.mark.browser

TITLE = "Backpropagation through two layers"


@pytest.mark.parametrize(("javascript", "name"), [(True, "Jonas Weber"), (False, "Elif Yildiz")])
def test_a_learner_asks_about_a_verdict_and_closes_the_answered_thread(
    open_as: Open, javascript: bool, name: str
) -> None:
    learner = f"{name.split()[0].lower()}@demo.descent.test"
    page = open_as(learner, EXERCISE, javascript=javascript, width=390)
    write(page, WRONG, javascript=javascript)
    page.get_by_role("button", name="Submit").click()
    verdict(page, "not-yet")
    page.locator("a[href*='/questions/ask/?run=']").click()
    page.get_by_label("Your question").fill("Why *not* $\\sum_i$? " + "x" * 300 + f" ${'a+' * 100}b$")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="Preview").locator("math").first).to_be_visible()
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("answered yet")
    fits_a_phone(page)

    mentor = open_as(MENTOR, "/cohorts/autumn/", javascript=javascript)
    mentor.get_by_role("row", name=name).locator("a[href^='/questions/']").click()
    mentor.locator("main .facts a").first.click()
    expect(mentor.get_by_role("heading", level=1)).to_have_text(TITLE)
    mentor.go_back()
    mentor.get_by_label("Your answer").fill("It is the mean: divide once.")
    mentor.get_by_role("button", name="Send", exact=True).click()
    expect(mentor.get_by_role("main")).to_contain_text(WAITING_FOR_LEARNER)

    page.goto("/")
    page.get_by_role("link", name=f"“{TITLE}”").click()
    expect(page.get_by_role("main")).to_contain_text("divide once")
    page.get_by_label("Your answer").fill("Thank you, that was it.")
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator("form[action*=settle] button").click()
    expect(page.get_by_role("main")).to_contain_text("It’s settled")
    page.goto("/questions/")
    expect(page.get_by_role("main").get_by_role("listitem").first).to_contain_text("settled")
    fits_a_phone(page)


def fits_a_phone(page: Page) -> None:
    page.wait_for_load_state("load")  # before the style sheet loads, everything is too wide
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_mentor_starts_a_thread_withdraws_it_and_undoes_that_by_keyboard(open_as: Open) -> None:
    mentor = open_as(MENTOR, "/cohorts/autumn/")
    farid = mentor.get_by_role("grid").get_by_role("link", name="Farid Rahimi", exact=True)
    reach(mentor.get_by_role("grid").locator("[tabindex='0']"))
    mentor.keyboard.press("ArrowRight")  # the grid is one tab stop: from the box to the name
    for _ in mentor.get_by_role("grid").get_by_role("row").all():
        if not farid.evaluate("link => link === document.activeElement"):
            mentor.keyboard.press("ArrowDown")
    expect(farid).to_be_focused()
    mentor.keyboard.press("Enter")
    leads_to(mentor, "**/learners/**")
    reach(mentor.get_by_role("link", name="Write to Farid Rahimi"))
    mentor.keyboard.press("Enter")
    leads_to(mentor, "**/write/")
    reach(mentor.get_by_label("Your text"))
    mentor.keyboard.type("How is it going?")
    press(mentor, "Send")
    leads_to(mentor, "**/questions/**")
    thread = mentor.url
    reach(mentor.locator("a[href*='/comments/']"))
    mentor.keyboard.press("Enter")
    reach(mentor.get_by_label("Your text"))
    mentor.keyboard.press("Control+a")
    mentor.keyboard.press("Delete")
    press(mentor, "Save")
    expect(mentor.get_by_role("button", name="Undo")).to_be_visible()
    learner = open_as("farid@demo.descent.test", "/")
    expect(learner.get_by_text("Your mentor wrote")).to_have_count(0)
    press(mentor, "Undo")
    leads_to(mentor, thread)
    learner.reload()
    expect(learner.get_by_text("Your mentor wrote")).to_be_visible()
