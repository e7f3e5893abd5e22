"""A mentor grants an exception, takes it back and undoes that. The gradebook and the learner's page follow."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.axe import violations
from tests.browser.conftest import Open
from tests.browser.test_asking import fits_a_phone
from tests.chromium import leads_to
from tests.pages import LEARNER, MENTOR

pytestmark = pytest.mark.browser

MARKS = "/cohorts/autumn/marks/"
EXCEPTIONS = f"{MARKS}exceptions/"
NORA = "Nora Lindqvist"
PHONE, LAPTOP = 390, 1280


def test_each_step_shows_in_the_gradebook_on_the_learners_page_and_in_the_history(open_as: Open) -> None:
    gradebook = open_as(MENTOR, MARKS)
    row = gradebook.locator("table.marks tbody tr", has_text=NORA)
    usual, link = row.inner_text(), str(row.locator("th a").get_attribute("href"))
    learner, mentor = open_as(LEARNER, link), open_as(MENTOR, link)
    result = learner.locator(".mark-rows > li").first.locator(".end")
    usual_result = result.inner_text()

    def follows(*, is_excused: bool) -> None:
        gradebook.reload()
        expect(row.locator("td.by-row").first).to_have_text("excused" if is_excused else re.compile(r"^(?!excused)"))
        assert (row.inner_text() == usual) is not is_excused
        learner.reload()
        expect(result).to_have_text("excused" if is_excused else usual_result)

    mentor.get_by_role("link", name="Grant an exception").click()
    mentor.locator("#id_row").select_option(index=1)  # the first after "All rows"
    excuse(mentor, reason="Fieldwork")
    entries = mentor.locator("main li", has_text="Fieldwork")
    expect(entries).to_have_count(1)
    follows(is_excused=True)
    expect(learner.get_by_text("Fieldwork").first).to_be_visible()

    entries.get_by_role("button", name="Take back").click()
    expect(entries).to_contain_text("Taken back by")
    expect(entries.get_by_role("button")).to_have_count(0)
    follows(is_excused=False)

    mentor.get_by_role("button", name="Undo").click()
    expect(entries).to_have_count(2)  # what was taken back stays
    expect(entries.locator("s")).to_have_count(1)
    follows(is_excused=True)

    entries.get_by_role("button", name="Take back").click()
    expect(entries.locator("s")).to_have_count(2)
    follows(is_excused=False)


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [PHONE, LAPTOP])
def test_what_was_just_granted_can_be_undone_at_once(open_as: Open, javascript: bool, width: int) -> None:
    page = open_as(MENTOR, f"{EXCEPTIONS}grant/", javascript=javascript, width=width)
    reason = f"Train strike {width} {javascript}"
    page.locator("label", has_text=NORA).locator("input").check()
    excuse(page, reason=reason)
    entry = page.locator("main li", has_text=reason)
    expect(entry.get_by_role("button", name="Take back")).to_be_visible()
    if width == PHONE:
        fits_a_phone(page)
    if javascript:
        assert not violations(page)
    page.get_by_role("button", name="Undo").click()
    expect(entry).to_contain_text("Taken back by")


def excuse(page: Page, *, reason: str) -> None:
    page.locator("input[name=kind][value=excused]").check()
    page.locator("#id_reason").fill(reason)
    page.get_by_role("button", name="Grant").click()
    leads_to(page, f"*{EXCEPTIONS}")
