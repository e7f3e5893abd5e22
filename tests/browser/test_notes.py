"""A learner writes, reads and finds a note: on the topic page with JavaScript, on its own page without."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.pages import LEARNER

pytestmark = pytest.mark.browser

CALCULUS = "/roadmap/topics/calculus/"


def place(page: Page, uid: str) -> Locator:
    return page.locator(f"#note-{uid.replace('.', '_')}")


@pytest.mark.parametrize(("javascript", "uid"), [(True, "calculus.chain-rule"), (False, "calculus.derivatives")])
def test_a_note_from_the_topic_page_to_the_list_of_all(open_as: Open, javascript: bool, uid: str) -> None:
    page = open_as(LEARNER, CALCULUS, javascript=javascript, width=390)
    place(page, uid).get_by_role("link", name="Write a note").click()
    box = page.get_by_label("Your note on")
    if javascript:
        expect(box).to_be_focused()
    box.fill(f"Rates **multiply**, says {uid}: $h'(x)$")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="Preview").locator("math")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(box).to_have_count(0)  # the preview shows the same text before it is saved
    expect(place(page, uid).locator("strong")).to_have_text("multiply")
    assert page.url.partition("#")[0].endswith(CALCULUS)
    page.goto(f"/notes/?q={uid}")
    expect(page.get_by_role("main")).to_contain_text("1 of ")
    expect(page.locator(".note-text math")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_notes_written_in_two_tabs_are_both_kept(open_as: Open) -> None:
    first = open_as(LEARNER, CALCULUS)
    second = first.context.new_page()
    address = "/notes/topic/optimizers/edit/"
    for tab in (first, second):
        tab.goto(address)
    for tab, text in ((first, "from the first tab"), (second, "from the second tab")):
        tab.get_by_label("Your note on").fill(text)
        tab.get_by_role("button", name="Save", exact=True).click()
        tab.wait_for_load_state()
    expect(second.get_by_label("Your text")).to_have_value("from the second tab")
    expect(second.get_by_label("Saved version")).to_have_value("from the first tab")
    second.get_by_role("button", name="Save my version").click()
    expect(second.locator("[id='note-optimizers']")).to_contain_text("from the second tab")


def test_a_half_written_note_survives_marking_the_topic(open_as: Open) -> None:
    page = open_as(LEARNER, "/roadmap/topics/regularization/")
    part = page.locator(".stop").first
    part.get_by_role("link", name="Write a note").first.click()
    part.get_by_label("Your note on").fill("half a thought")
    form = page.locator("#mark-topic")
    form.locator("summary").click()
    form.get_by_role("button", name="Review later").click()
    expect(form).to_contain_text("to review")
    expect(part.get_by_label("Your note on")).to_have_value("half a thought")
    page.reload()
    expect(page.locator("#mark-topic")).to_contain_text("to review")
