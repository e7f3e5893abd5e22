"""The admin works under the site's content security policy: `open_as` fails on any violation in the console."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

LISTS = ("accounts/user", "cohorts/cohort", "cohorts/thread", "exercises/exercise", "exercises/submission")


def first_of(page: Page) -> str:
    return str(page.locator("#result_list tbody th a").first.get_attribute("href"))


def test_lists_forms_and_histories_open(open_as: Open) -> None:
    page = open_as("an admin", "/admin/")
    for name in LISTS:
        answer = page.goto(f"/admin/{name}/")
        assert answer
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        form = first_of(page) if page.locator("#result_list").count() else f"/admin/{name}/"
        page.goto(form)
        if page.locator("a.historylink").count():
            page.goto(form.replace("/change/", "/history/"))
            expect(page.locator("h1").last).to_be_visible()


def test_people_are_found_and_listed_by_their_address(open_as: Open) -> None:
    page = open_as("an admin", "/admin/cohorts/membership/")
    page.fill("#searchbar", "nora@demo")
    page.locator("#searchbar").press("Enter")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    expect(page.locator("#result_list")).to_contain_text("nora@demo.descent.test")


def test_calendar_and_slug_are_filled_in_by_scripts(open_as: Open) -> None:
    page = open_as("an admin", "/admin/cohorts/cohort/add/")
    page.fill("#id_title", "Spring 2027")
    page.locator("#id_title").press("Tab")
    expect(page.locator("#id_slug")).to_have_value("spring-2027")
    page.get_by_role("link", name="Today").first.click()
    expect(page.locator("#id_started_on")).to_have_value(re.compile(r"\d\d/\d\d/\d{4}"))
    page.locator(".datetimeshortcuts a:has(.date-icon)").first.click()
    expect(page.locator(".calendarbox").first).to_be_visible()
