"""Statement, code and verdict stay in reach: as tabs below 1440 px, and as links without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.axe import violations
from tests.browser.conftest import Open
from tests.chromium import paste
from tests.pages import LEARNER

pytestmark = pytest.mark.browser
ADDRESS = "/exercises/scaled-dot-product-attention/"
PHONE, LAPTOP, WIDE = 390, 1280, 1440


def tab(page: Page, name: str) -> None:
    """Click without Playwright's scrolling, which moves a page under an element that sticks."""
    page.get_by_role("tab", name=name).evaluate("tab => tab.click()")


def position(page: Page) -> float:
    return float(page.evaluate("scrollY"))


def visible_parts(page: Page) -> list[str]:
    return [part for part in ("statement", "code", "verdict") if page.locator(f"#{part}").is_visible()]


@pytest.mark.parametrize(
    ("width", "first", "after"),
    [
        (PHONE, ["statement"], ["verdict"]),
        (LAPTOP, ["statement", "code"], ["code", "verdict"]),
        (WIDE, ["statement", "code", "verdict"], ["statement", "code", "verdict"]),
    ],
)
def test_submitting_shows_the_verdict_and_the_statement_keeps_its_place(
    open_as: Open, width: int, first: list[str], after: list[str]
) -> None:
    page = open_as(LEARNER, ADDRESS, width=width)
    expect(page.locator(".editor[data-mounted]")).to_be_attached()
    assert visible_parts(page) == first
    page.evaluate("scrollTo(0, 700)")
    reading = position(page)
    paste(page, "def attention(Q, K, V, mask=None):\n    return None\n")
    page.get_by_role("button", name="Try the example").click()
    expect(page.locator("#result h2")).to_contain_text("0 of 2")
    assert visible_parts(page) == after
    expect(page.locator("#result h2")).to_be_in_viewport()
    if width != WIDE:
        tab(page, "Statement")
        assert abs(position(page) - reading) < 100 or width == LAPTOP
        assert visible_parts(page) == first


def test_on_a_phone_each_tab_keeps_its_own_place(open_as: Open) -> None:
    page = open_as(LEARNER, ADDRESS, width=PHONE)
    page.evaluate("document.fonts.ready.then(() => scrollTo(0, 900))")
    reading = position(page)
    assert reading > 500
    tab(page, "Code")
    expect(page.locator(".cm-content")).to_be_in_viewport()
    tab(page, "Statement")
    assert position(page) == reading
    expect(page.get_by_role("tablist")).to_be_in_viewport()


def test_the_arrow_keys_go_from_tab_to_tab(open_as: Open) -> None:
    page = open_as(LEARNER, ADDRESS, width=PHONE)
    page.get_by_role("tab", name="Statement").focus()
    for key, name in (
        ("ArrowRight", "Code"),
        ("End", "Verdict"),
        ("ArrowRight", "Statement"),
        ("ArrowLeft", "Verdict"),
    ):
        page.keyboard.press(key)
        expect(page.get_by_role("tab", name=name)).to_be_focused()
        expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel", name="Verdict")).to_be_visible()
    page.keyboard.press("Home")
    expect(page.get_by_role("tabpanel", name="Statement")).to_be_visible()


def test_a_wider_window_shows_more_and_forgets_nothing(open_as: Open) -> None:
    page = open_as(LEARNER, ADDRESS, width=PHONE)
    tab(page, "Verdict")
    page.set_viewport_size({"width": LAPTOP, "height": 900})
    expect(page.locator("#code")).to_be_visible()
    expect(page.locator("#verdict")).to_be_visible()
    page.set_viewport_size({"width": WIDE, "height": 900})
    expect(page.locator("#statement")).to_be_visible()
    expect(page.get_by_role("tab")).to_have_count(0)


@pytest.mark.parametrize("width", [PHONE, LAPTOP])
def test_without_javascript_the_links_lead_to_the_parts(open_as: Open, width: int) -> None:
    page = open_as(LEARNER, ADDRESS, width=width, javascript=False)
    assert visible_parts(page) == ["statement", "code", "verdict"]
    page.locator("#tab-verdict").click()
    expect(page.locator("#result")).to_be_in_viewport()


@pytest.mark.parametrize("name", ["Statement", "Code", "Verdict"])
def test_every_tab_is_accessible(open_as: Open, name: str) -> None:
    page = open_as(LEARNER, ADDRESS, width=PHONE)
    tab(page, name)
    assert violations(page) == []


def test_an_address_with_a_broken_escape_still_opens_the_editor(open_as: Open) -> None:
    page = open_as(LEARNER, f"{ADDRESS}#%", width=PHONE)
    expect(page.locator(".editor[data-mounted]")).to_be_attached()
    assert visible_parts(page) == ["statement"]
