"""A mentor prints the summary of a learner, which is readable on the screen and on paper, in both themes."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.axe import violations
from tests.browser.conftest import Open
from tests.chromium import leads_to
from tests.pages import MENTOR

pytestmark = pytest.mark.browser

A4_PX = 688  # the width of a sheet without its margins of 14 mm
NOT_ON_PAPER = "nav, form, button, footer, .on-screen"
CUT = """() => [...document.querySelectorAll("main table, main ul")]
    .filter((box) => box.getBoundingClientRect().right > document.documentElement.clientWidth + 1
        || (box.parentElement.matches(".scroll") && box.parentElement.scrollWidth > box.parentElement.clientWidth + 1))
    .map((box) => box.closest("section")?.id)"""


@pytest.fixture
def open_summary(open_as: Open) -> "Open":
    """Open the learners' list, the first of them, and the summary."""

    def opened(**options: object) -> Page:
        page = open_as(MENTOR, "/cohorts/autumn/?sort=name", **options)
        page.locator("[data-grid] tbody th > a").first.click()
        leads_to(page, "*/learners/*")
        page.locator("a[href$='/summary/']").click()
        leads_to(page, "*/summary/")
        return page

    return opened


@pytest.mark.parametrize("note", ["", "?note=1"], ids=["without the note", "with the note"])
@pytest.mark.parametrize("medium", ["screen", "print"])
def test_axe_finds_nothing(open_summary: Open, medium: Literal["screen", "print"], note: str) -> None:
    page = open_summary()
    page.goto(page.url + note)
    page.emulate_media(media=medium)
    found = violations(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_note_comes_with_a_tick_and_goes_without(open_summary: Open, javascript: bool) -> None:
    page = open_summary(javascript=javascript, width=390)
    note = page.locator("#note")
    expect(note).to_have_count(0)
    for shows in (1, 0):
        page.locator("input[name=note]").set_checked(bool(shows))
        page.locator("main form button").click()
        expect(note).to_have_count(shows)
    page.wait_for_load_state()  # the style sheets come after the text
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_paper_has_the_facts_in_dark_on_white_and_nothing_to_click(open_summary: Open, theme: str) -> None:
    page = open_summary(theme=theme)
    headings = page.locator("main :is(h1, h2)").all_inner_texts()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_PX, "height": 1000})
    assert page.locator("main :is(h1, h2)").all_inner_texts() == headings
    assert not [box for box in page.locator(NOT_ON_PAPER).all() if box.is_visible()]
    assert page.evaluate(CUT) == []
    ink, paper = page.evaluate(
        """() => ["color", "backgroundColor"].map((name) => getComputedStyle(document.body)[name])"""
    )
    assert _lightness(ink) < 0.25
    assert paper in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")


def test_it_prints_on_two_sheets_at_most(open_summary: Open) -> None:
    page = open_summary()
    pdf = page.pdf(prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2
    [box] = set(re.findall(rb"/MediaBox\s*\[([^\]]*)\]", pdf))
    assert [round(float(number)) for number in box.split()] in ([0, 0, 595, 842], [0, 0, 596, 842])


def _lightness(color: str) -> float:
    """Of a color such as "rgb(27, 31, 42)", from 0 to 1."""
    return sum(float(number) for number in re.findall(r"[\d.]+", color)[:3]) / (3 * 255)
