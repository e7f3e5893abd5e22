"""Text that wasn't saved is there again when its form is opened, and gone once it is saved."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Open
from tests.chromium import leads_to, sign_in
from tests.pages import MENTOR, PAGES, Page, visit
from tests.site import Site

pytestmark = pytest.mark.browser
SEVERAL_LINES = "form textarea:not([readonly], [data-editor])"
WITH_TEXT = [
    page
    for page in PAGES
    if page.name
    in {
        *("note-form", "self-assessment", "checkpoint", "ask", "thread", "sign-off-request", "report-problem"),
        *("thread-answer", "saved-replies", "saved-reply", "write-to", "sign-off-decide", "cohort-sign-offs"),
        *("announce", "announcement-edit", "cohort-roster", "mentor-note", "cohort-answer-everyone"),
        *("cohort-shared-reply-edit", "editor-topic", "editor-new-part", "editor-import-new"),
        *("sign-in-providers", "add-learning-platform"),
    }
]
NODE = "/authoring/roadmaps/linear-algebra-to-llms/nodes/calculus/"
REASON = re.compile(r"^Why\?")


def test_unsaved_text_comes_back_until_it_is_discarded(open_as: Open) -> None:
    page = open_as("an admin", NODE)
    text = page.get_by_label("Text", exact=True)
    saved = text.input_value()
    text.fill("A *new* text.")
    page.goto("/about/")
    page.goto(NODE)
    expect(text).to_have_value("A *new* text.")
    expect(page.locator("#preview em")).to_have_text("new")
    page.get_by_role("button", name="Discard it").click()
    expect(text).to_have_value(saved)
    page.goto(NODE)
    expect(text).to_have_value(saved)
    expect(page.get_by_role("button", name="Discard it")).to_have_count(0)


def test_what_is_typed_before_the_script_is_there_is_not_replaced(open_as: Open) -> None:
    page = open_as("an admin", NODE)
    text, reason = page.get_by_label("Text", exact=True), page.get_by_label(REASON)
    text.fill("An older text.")
    reason.fill("Because")
    page.goto("/about/")
    waiting: list[Route] = []
    page.route("**/form_drafts.js", lambda route: waiting.append(route))
    page.goto(NODE, wait_until="commit")
    text.fill("A newer text.")
    [script] = waiting
    script.continue_()
    expect(reason).to_have_value("Because")
    expect(text).to_have_value("A newer text.")
    page.get_by_role("button", name="Discard it").click()


def test_saved_text_is_kept_no_longer(open_as: Open) -> None:
    page = open_as("an admin", NODE)
    page.get_by_label(REASON).fill("To try it")
    page.get_by_label("Text", exact=True).fill("Another text.")
    page.get_by_role("button", name="Save in draft").click()
    page.get_by_role("button", name="Undo").click()
    leads_to(page, "**/draft/")
    page.goto(NODE)
    expect(page.get_by_label("Text", exact=True)).not_to_have_value("Another text.")
    expect(page.get_by_role("button", name="Discard it")).to_have_count(0)


def test_a_refused_text_is_kept(open_as: Open) -> None:
    page = open_as("an admin", NODE)
    page.get_by_label("Text", exact=True).fill("A formula $\\frac{1$ without an end.")
    page.get_by_role("button", name="Save in draft").click()
    expect(page.locator("form .errorlist").first).to_be_visible()
    page.goto(NODE)
    expect(page.get_by_label("Text", exact=True)).to_have_value("A formula $\\frac{1$ without an end.")
    page.get_by_role("button", name="Discard it").click()


def test_a_mentors_answer_survives_and_is_gone_when_it_is_sent(open_as: Open) -> None:
    address = "/cohorts/autumn/announcements/write/"
    page = open_as(MENTOR, address)
    page.get_by_label("Text", exact=True).fill("The session is on Friday.")
    page.goto("/about/")
    page.goto(address)
    expect(page.get_by_label("Text", exact=True)).to_have_value("The session is on Friday.")
    page.get_by_label("Title").fill("Session")
    page.get_by_role("button", name="Publish").click()
    leads_to(page, lambda url: not url.endswith(address))
    page.goto(address)
    expect(page.get_by_label("Text", exact=True)).to_have_value("")
    expect(page.get_by_role("button", name="Discard it")).to_have_count(0)


@pytest.mark.parametrize("page", WITH_TEXT, ids=lambda page: page.name)
def test_each_field_for_several_lines_keeps_its_text(open_as: Open, page: Page) -> None:
    tab = open_as(page.role, "/about/")
    visit(tab, page)
    address, fields = tab.url, tab.locator(SEVERAL_LINES)
    fields.evaluate_all("fields => fields.forEach((field) => field.closest('details')?.setAttribute('open', ''))")
    places = [place for place in range(fields.count()) if fields.nth(place).is_visible()]
    assert places
    for place in places:
        fields.nth(place).fill(f"Text {place}, unsaved.")
    tab.goto("/about/")
    tab.goto(address)
    for place in places:
        expect(fields.nth(place)).to_have_value(f"Text {place}, unsaved.")


def test_signing_out_lists_it_and_deletes_it_if_asked(open_as: Open, site: Site) -> None:
    page = open_as("", "/")
    sign_in(page, site, "an admin")  # a session of its own, since it ends
    page.goto(NODE)
    page.get_by_label("Text", exact=True).fill("A text that nobody saved.")
    page.goto("/accounts/logout/")
    expect(page.locator("[data-unsaved] a")).to_have_attribute("href", NODE)
    page.locator("[data-delete-unsaved]").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
    assert not page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length")
