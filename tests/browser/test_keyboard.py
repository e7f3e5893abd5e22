"""A whole evening with the keyboard alone: Tab, Enter and typing. No test here uses the mouse."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.chromium import leads_to
from tests.pages import FURTHER_ON, NOBODY
from tests.site import Site

pytestmark = pytest.mark.browser

TOPIC, CHECKPOINT = "/roadmap/topics/calculus/", "/checkpoints/phase-1-checkpoint/"
MOST_TABS = 150
A_MONTH_AGO = """
from datetime import timedelta
from django.db.models import F
from progress.models import CriterionMark
marks = CriterionMark.objects.filter(learner__email="{}")
marks.update(marked_at=F("marked_at") - timedelta(days=30))
"""


def reach(wanted: Locator) -> None:
    """Press Tab until it has the focus, and check that the focus is visible."""
    page = wanted.page
    for _ in range(MOST_TABS):
        if wanted.evaluate("one => one === one.getRootNode().activeElement"):  # the editor has its own shadow root
            assert wanted.evaluate("one => one.matches(':focus-visible')")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{MOST_TABS} times Tab do not lead to {wanted}")


def press(page: Page, button: str) -> None:
    reach(page.get_by_role("button", name=button).first)
    page.keyboard.press("Enter")


@pytest.fixture
def tab(request: pytest.FixtureRequest, open_as: Open) -> Page:
    """A tab, as wide as the test asks, of a person who signed up by keyboard with the test's name in their address."""
    page = open_as(NOBODY, "/accounts/signup/", width=getattr(request, "param", 1280))
    fields = {"Name": "Kim", "Email address": address_of(request.node.name), "Password": "slow-rivers-cut"}
    for label, text in fields.items():
        reach(page.get_by_label(label, exact=True))
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    leads_to(page, "**/start/")
    return page


def address_of(test: str) -> str:
    return re.sub(r"\W+", "-", test) + "@example.org"


def main_of(page: Page) -> Locator:
    return page.get_by_role("main")


def test_hours_are_logged_deleted_and_brought_back(tab: Page) -> None:
    tab.goto(TOPIC)
    reach(tab.get_by_label("Log study time"))
    tab.keyboard.type("20m reading")
    tab.keyboard.press("Enter")
    expect(main_of(tab)).to_contain_text("20 min")
    reach(tab.get_by_role("link", name="Edit entry"))
    tab.keyboard.press("Enter")
    leads_to(tab, "**/hours/entries/**")
    press(tab, "Delete entry")
    expect(tab.get_by_role("button", name="Undo")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("Restored 20 min of reading.")).to_be_visible()
    leads_to(tab, "**/hours/")
    expect(main_of(tab)).to_contain_text("20 min")


def test_the_timer_is_started_and_stopped(tab: Page) -> None:
    tab.goto(TOPIC)
    reach(tab.get_by_text("Use the timer"))
    tab.keyboard.press("Enter")
    press(tab, "Start Reading")
    expect(tab.get_by_role("link", name="Timer running")).to_contain_text("Calculus")
    press(tab, "Stop and log")
    expect(tab.get_by_role("link", name="Timer running")).to_have_count(0)
    expect(main_of(tab)).to_contain_text("nothing was logged")


def test_a_plan_is_created_and_changed(tab: Page) -> None:
    tab.goto("/plan/")
    press(tab, "Save plan")
    expect(main_of(tab)).to_contain_text("Week by week")
    finish = tab.get_by_role("heading", level=1)
    before = finish.inner_text()
    tab.goto("/plan/?show=settings")
    reach(tab.locator("input[name=a_day]"))
    tab.keyboard.press("Control+a")
    tab.keyboard.type("3 h")
    tab.keyboard.press("Enter")
    expect(finish).not_to_have_text(before)
    tab.goto("/plan/?show=settings")
    expect(tab.locator("input[name=a_day]")).to_have_value("3 h")


def test_a_criterion_is_answered_and_keeps_the_focus(tab: Page) -> None:
    tab.goto(CHECKPOINT)
    press(tab, "Not yet")
    answered = tab.get_by_role("button", name="Not yet").first
    expect(answered).to_have_attribute("aria-pressed", "true")
    expect(answered).to_be_focused()
    press(tab, "Clear answer")
    expect(tab.get_by_role("button", name="Clear answer")).to_have_count(0)
    expect(tab.get_by_role("button", name="Yes").first).to_be_focused()


def test_due_questions_are_recalled(tab: Page, site: Site, request: pytest.FixtureRequest) -> None:
    tab.goto(CHECKPOINT)
    press(tab, "Yes")
    expect(tab.get_by_role("button", name="Yes").first).to_have_attribute("aria-pressed", "true")
    site.shell(A_MONTH_AGO.format(address_of(request.node.name)))
    tab.goto("/review/")
    reach(tab.locator("button[name=recall]").first)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Done for today")
    expect(tab.get_by_role("heading", level=1)).to_be_focused()


def test_each_hint_offers_the_next(tab: Page) -> None:
    tab.goto("/exercises/two-layer-backprop/")
    first, second = (tab.locator(".hint").nth(number) for number in (0, 1))
    expect(second).to_be_hidden()
    reach(first.locator("summary"))
    tab.keyboard.press("Enter")
    expect(first.locator(".prose")).to_be_visible()
    reach(second.locator("summary"))
    tab.keyboard.press("Enter")
    expect(second.locator(".prose")).to_be_visible()


@pytest.mark.parametrize("tab", [390], indirect=True)
def test_the_menu_opens_on_a_phone_and_its_links_work(tab: Page) -> None:
    tab.goto("/")
    plan = tab.get_by_role("navigation", name="Main").get_by_role("link", name="Plan")
    expect(plan).to_be_hidden()
    reach(tab.locator(".menu > summary"))
    tab.keyboard.press("Enter")
    expect(plan).to_be_visible()
    reach(plan)
    tab.keyboard.press("Enter")
    leads_to(tab, "**/plan/")
    expect(plan).to_be_hidden()


def test_escape_moves_the_focus_out_of_the_editor(tab: Page) -> None:
    """Tab indents in the editor, so Escape leaves it. A line below the editor says so."""
    tab.goto("/exercises/two-layer-backprop/")
    reach(tab.locator(".cm-content"))
    tab.keyboard.press("Escape")
    press(tab, "Try the example")
    expect(tab.locator(".verdict h2").first).to_be_visible()


def test_any_two_submissions_can_be_compared_without_javascript(open_as: Open) -> None:
    page = open_as(FURTHER_ON, "/exercises/byte-pair-encoding/submissions/", javascript=False)
    marked = [page.locator(f"input[name={name}]:checked").get_attribute("value") for name in ("from", "to")]
    for name in ("from", "to"):
        reach(page.locator(f"input[name={name}]:checked"))
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What changed")
    assert f"from={marked[1]}&to={marked[0]}" in page.url  # she has only two: the other order shows the same two
    expect(page.get_by_role("region", name="The difference")).to_contain_text("removed")
