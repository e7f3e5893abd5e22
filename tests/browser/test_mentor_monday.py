"""A mentor's Monday: of 300 learners fifty need the same. A page's first screen says what to do about them."""

import pytest
from playwright.sync_api import Locator, Page, expect

from cohorts.needs.rules import headline
from tests.axe import violations
from tests.browser.conftest import Open
from tests.chromium import leads_to
from tests.large_cohort import ASKING, EXERCISE, SILENT, TOGETHER, Need, add_large_cohort
from tests.site import Site

pytestmark = pytest.mark.browser

MAX_CLICKS = 4
PHONE, LAPTOP = 390, 1280
IN_NEED = TOGETHER + ASKING + SILENT
COUNT_CLICKS = """
    addEventListener("pointerdown", (event) => {
        if (event.isTrusted) sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1;
    }, true);
"""


@pytest.fixture(params=[PHONE, LAPTOP])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def open_home(site: Site, open_as: Open, need: Need, width: int) -> Page:
    """The mentor's home page. From now on their clicks are counted, those into a field too."""
    add_large_cohort(site, need)
    page = open_as(need.mentor, "/", width=width)
    page.context.add_init_script(COUNT_CLICKS)
    page.reload()
    return page


def clicks(page: Page) -> int:
    return int(page.evaluate("sessionStorage.clicks ?? 0"))


def type_answer(page: Page) -> None:
    page.locator("#text").click()
    page.keyboard.type("The loss is a mean, so divide by the size of the batch.")


def is_on_first_screen(page: Page, element: Locator) -> bool:
    """Whether all of it is visible before anybody scrolls, and nothing sticky covers it."""
    page.evaluate("scrollTo(0, 0)")
    box, height = element.bounding_box(), page.evaluate("innerHeight")
    bar = page.locator(".bulk-bar")
    end = bar.evaluate("one => one.getBoundingClientRect().top") if bar.count() else height
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= min(end, height)


def needs(page: Page, number: int) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text(headline(number))


def test_fifty_with_one_mistake_get_their_answer_in_four_clicks(site: Site, open_as: Open, width: int) -> None:
    page = open_home(site, open_as, Need.MISTAKE, width)
    needs(page, IN_NEED)
    link = page.locator(f".head a[href*='mistake='][href*='{EXERCISE}']")
    assert is_on_first_screen(page, link)
    link.click()
    type_answer(page)
    page.locator("#write button:not([name])").click()
    leads_to(page, "*/shared-replies/")
    assert clicks(page) <= MAX_CLICKS
    needs(page, IN_NEED - TOGETHER)
    page.goto(f"/cohorts/{Need.MISTAKE.slug}/shared-replies/")
    page.locator("main form[action*='/withdraw/'] button").click()  # as it was, for the next width
    needs(page, IN_NEED)


def test_fifty_questions_about_one_exercise_get_their_answer_in_four_clicks(
    site: Site, open_as: Open, width: int
) -> None:
    page = open_home(site, open_as, Need.QUESTION, width)
    needs(page, IN_NEED)
    link = page.locator(f".head a[href*='exercise={EXERCISE}']")  # the button, unless somebody has waited for longer
    assert is_on_first_screen(page, link)
    link.click()
    page.locator(".bulk-bar button[name=all]").click()
    type_answer(page)
    page.locator("#write button:not([name])").click()
    leads_to(page, "*/questions/queue/")
    assert clicks(page) <= MAX_CLICKS
    needs(page.context.new_page(), IN_NEED - TOGETHER)
    page.get_by_role("button", name="Undo").click()  # as it was, for the next width
    needs(page, IN_NEED)


@pytest.mark.parametrize("need", Need)
def test_the_grid_offers_what_most_need_and_the_first_learner_on_its_first_screen(
    site: Site, open_as: Open, width: int, need: Need
) -> None:
    page = open_home(site, open_as, need, width)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"/cohorts/{need.slug}/")
    assert is_on_first_screen(page, page.locator(f".head a[href*='{EXERCISE}']"))
    assert is_on_first_screen(page, page.locator("[data-grid] tbody tr th > a").first)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not violations(page)
