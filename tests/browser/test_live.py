"""An open thread shows a new comment by itself, and takes neither text, focus nor place from whoever writes in it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.chromium import leads_to

pytestmark = pytest.mark.browser

LEARNER, MENTOR = "grete@demo.descent.test", "emil@demo.descent.test"
COME_BACK = "document.dispatchEvent(new Event('visibilitychange'))"  # it asks at once, instead of in a while


def comment(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#comments")).to_contain_text(text)


@pytest.fixture
def thread(open_as: Open) -> tuple[Page, str]:
    """Grete's page of a thread that she began, and its address."""
    learner = open_as(LEARNER, "/questions/ask/")
    learner.locator("#text").fill("Which of these comes first?")
    learner.get_by_role("button", name="Ask", exact=True).click()
    leads_to(learner, "**/questions/*-*/")
    return learner, learner.url


def test_a_comment_appears_while_somebody_else_is_typing(open_as: Open, thread: tuple[Page, str]) -> None:
    learner, url = thread
    mentor = open_as(MENTOR, url)
    mentor.locator("#text").fill("The first one, bec")
    mentor.locator("#text").focus()
    comment(learner, "I found it out myself.")
    mentor.evaluate(COME_BACK)
    expect(mentor.locator("#comments")).to_contain_text("I found it out myself.")
    mentor.keyboard.type("ause")
    expect(mentor.locator("#text")).to_have_value("The first one, because")
    expect(mentor.locator("#text")).to_be_focused()
    mentor.get_by_role("button", name="Send", exact=True).click()
    expect(mentor.locator("#comments")).to_contain_text("The first one, because")


def test_a_comment_appears_at_once_on_an_open_page(open_as: Open, thread: tuple[Page, str]) -> None:
    learner, url = thread
    with learner.expect_request(lambda request: "wait=" in request.headers.get("prefer", "")):
        pass  # the page's answer waits from here on
    comment(open_as(MENTOR, url), "The first one.")
    expect(learner.locator("#comments")).to_contain_text("The first one.")


def test_the_focus_of_a_button_that_is_replaced_stays(open_as: Open, thread: tuple[Page, str]) -> None:
    learner, url = thread
    mentor = open_as(MENTOR, url)
    mentor.locator("#turn button").focus()
    comment(learner, "One more thing.")
    mentor.evaluate(COME_BACK)
    expect(mentor.locator("#comments")).to_contain_text("One more thing.")
    expect(mentor.locator("#turn button")).to_be_focused()
    mentor.locator("#turn button").click()  # with the comment that has come as the newest one read
    expect(mentor.locator("#thread")).to_contain_text("settled")


def test_selected_text_is_left_alone_until_it_is_selected_no_more(open_as: Open, thread: tuple[Page, str]) -> None:
    learner, url = thread
    mentor = open_as(MENTOR, url)
    mentor.evaluate("getSelection().selectAllChildren(document.querySelector('#comments li'))")
    comment(learner, "One more thing.")
    mentor.evaluate(COME_BACK)
    expect(mentor.get_by_role("status")).not_to_be_empty()
    expect(mentor.locator("#comments")).not_to_contain_text("One more thing.")
    mentor.evaluate("getSelection().removeAllRanges()")
    mentor.evaluate(COME_BACK)
    expect(mentor.locator("#comments")).to_contain_text("One more thing.")


def test_a_hidden_page_asks_for_nothing(open_as: Open, thread: tuple[Page, str]) -> None:
    learner, url = thread
    mentor = open_as(MENTOR, url)
    mentor.evaluate("Object.defineProperty(document, 'hidden', {configurable: true, get: () => true})")
    asked: list[str] = []
    mentor.on("request", lambda request: asked.append(request.url))
    mentor.evaluate(COME_BACK)
    comment(learner, "Are you there?")
    mentor.evaluate("new Promise((done) => setTimeout(done, 0))")
    assert not asked
    mentor.evaluate("delete document.hidden")
    mentor.evaluate(COME_BACK)
    expect(mentor.locator("#comments")).to_contain_text("Are you there?")


def test_new_rows_of_the_grid_wait_until_the_mentor_wants_them(open_as: Open) -> None:
    mentor = open_as(MENTOR, "/cohorts/autumn/")
    mentor.get_by_role("row").filter(has_text="Daniel Okafor").locator("td:not(.figure) > a").first.click()
    panel = mentor.locator(".grid-evidence")
    expect(panel).to_contain_text("Daniel Okafor")
    grete = mentor.get_by_role("row").filter(has_text="Grete Sommer")
    before = grete.inner_text()
    learner = open_as(LEARNER, "/hours/")
    learner.locator("#line").fill("45m reading attention")
    learner.locator("#line").press("Enter")
    expect(learner.get_by_role("status").first).not_to_be_empty()
    news = mentor.locator("[data-grid-news]")
    mentor.wait_for_function(
        "() => { document.dispatchEvent(new Event('visibilitychange'));"
        " return document.querySelector('[data-grid-news] button') }",
        polling=500,  # the version of a cohort is cached for ten seconds
    )
    assert grete.inner_text() == before
    news.get_by_role("button").click()
    expect(grete).to_have_class("is-new")
    expect(panel).to_contain_text("Daniel Okafor")
    assert mentor.locator("table.grid [tabindex='0']").count() == 1
