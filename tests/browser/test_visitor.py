"""A visitor goes from the verdict on the front page to the exercise, signs up, and returns to its editor."""

from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.chromium import leads_to
from tests.pages import NOBODY

pytestmark = pytest.mark.browser

EXERCISE = "/exercises/scaled-dot-product-attention/"
NEWCOMER = count()


@pytest.fixture(params=[True, False], ids=["javascript", "no javascript"])
def visit(request: pytest.FixtureRequest, open_as: Open) -> Callable[..., Page]:
    return lambda path, **how: open_as(NOBODY, path, javascript=request.param, **how)


def sign_up(page: Page) -> None:
    """Fill in the form and answer the two questions after it."""
    address = f"newcomer-{next(NEWCOMER)}@example.org"
    for label, value in (("Name", "Sven"), ("Email address", address), ("Password", "slow-rivers-cut")):
        page.get_by_label(label).fill(value)
    page.locator("form[action='/accounts/signup/'] button").click()
    page.locator("input[name=background]").first.check()
    page.locator("main form button").click()


def test_from_the_verdict_to_the_editor(visit: Callable[..., Page]) -> None:
    page = visit("/")
    expect(page.locator(".verdict h3")).to_have_text("4 of 9 checks passed")
    expect(page.locator(".verdict")).to_contain_text("exp(0) = 1")
    page.get_by_role("link", name="“Scaled dot-product attention”").click()
    expect(page.locator("textarea")).to_have_count(0)
    page.get_by_role("main").locator("a.button[href^='/accounts/signup/']").first.click()
    sign_up(page)
    leads_to(page, f"**{EXERCISE}")
    expect(page.get_by_role("button", name="Submit")).to_be_visible()


def test_the_rest_of_the_checks_unfold(visit: Callable[..., Page]) -> None:
    page = visit("/", width=390)
    later = page.get_by_text("No position sees a later one")
    expect(later).to_be_hidden()
    page.get_by_text("6 more checks").click()
    expect(later).to_be_visible()


def test_signing_in_from_an_exercise_leads_back_to_it(visit: Callable[..., Page]) -> None:
    page = visit(EXERCISE)
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    leads_to(page, f"**/accounts/login/?next={EXERCISE}")
    page.get_by_role("main").get_by_role("link", name="Sign up").click()
    sign_up(page)
    leads_to(page, f"**{EXERCISE}")


def test_the_starter_is_reached_and_scrolled_by_keyboard(open_as: Open) -> None:
    page = open_as(NOBODY, EXERCISE, width=390)
    starter = page.get_by_role("region", name="Starter code")
    starter.focus()
    expect(starter).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(starter).not_to_have_js_property("scrollLeft", 0)
