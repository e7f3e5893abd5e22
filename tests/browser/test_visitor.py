"""A visitor tries the exercise on the front page, signs up, and finds code and verdict in the new account."""

import re
from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from exercises.trials.offer import HEAD_STARTS
from tests.browser.conftest import Open
from tests.chromium import leads_to, paste
from tests.pages import NOBODY

pytestmark = pytest.mark.browser

EXERCISE = "/exercises/scaled-dot-product-attention/"
NEWCOMER = count()


@pytest.fixture(params=[True, False], ids=["javascript", "no javascript"])
def visit(request: pytest.FixtureRequest, open_as: Open) -> Callable[..., Page]:
    return lambda path, **how: open_as(NOBODY, path, javascript=request.param, **how)


def sign_up(page: Page) -> None:
    """Fill in the form and answer the questions after it."""
    address = f"newcomer-{next(NEWCOMER)}@example.org"
    for label, value in (("Name", "Sven"), ("Email address", address), ("Password", "slow-rivers-cut")):
        page.get_by_label(label).fill(value)
    page.locator("form[action='/accounts/signup/'] .row button").click()
    page.locator("input[name=background]").first.check()
    page.locator("main form button").click()


def write(page: Page, source: str) -> None:
    """Replace what is in the editor."""
    if page.locator(".editor[data-mounted]").count():
        paste(page, source)
    else:
        page.locator("textarea").fill(source)


@pytest.mark.parametrize("width", [390, 1280])
def test_two_presses_lead_from_the_front_page_to_a_pass_and_signing_up_keeps_it(
    visit: Callable[..., Page], width: int
) -> None:
    page = visit("/", width=width)
    page.locator("[data-submit]").click()
    expect(page.locator("#result .verdict.not-yet")).to_contain_text("1 - p")
    write(page, HEAD_STARTS["dropout"].replace("x * kept", "x * kept / (1 - p)"))
    page.locator("[data-submit]").click()
    expect(page.locator("#result .verdict.passed")).to_be_visible()
    page.locator("#result a[href^='/accounts/signup/']").click()
    sign_up(page)
    leads_to(page, "**/exercises/dropout/")
    expect(page.locator("#result .verdict.passed")).to_have_count(1)  # behind a tab where there is one
    expect(page.locator("#source")).to_have_value(re.compile(r"x \* kept / \(1 - p\)"))


def test_the_map_begins_in_the_first_screen_beside_the_exercise(open_as: Open) -> None:
    page = open_as(NOBODY, "/")
    page.set_viewport_size({"width": 1280, "height": 800})
    for part in (page.locator("[data-submit]"), page.locator(".map > svg.wide")):
        box = part.bounding_box()
        assert box
        assert box["y"] < 760


def test_on_a_phone_the_button_is_in_the_first_screen(open_as: Open) -> None:
    page = open_as(NOBODY, "/", width=390)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("[data-submit]")).to_be_in_viewport(ratio=1)


def test_an_exercise_to_try_has_an_editor_on_its_own_page(visit: Callable[..., Page]) -> None:
    page = visit("/exercises/matmul/")
    page.locator("[data-submit]").click()
    expect(page.locator("#result .verdict.not-yet")).to_contain_text("NotImplementedError")


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
