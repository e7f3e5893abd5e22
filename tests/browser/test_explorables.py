"""An explorable: guess, then move the figure by keyboard. Without a script the answer and the figure are there too."""

import pytest
from playwright.sync_api import expect

from exercises.explorables.catalogue import EXPLORABLES
from exercises.explorables.ideas.softmax_temperature import IDEA
from tests.browser.conftest import Open
from tests.browser.layout_shift import WATCH

pytestmark = pytest.mark.browser
PATH = "/explore/softmax-temperature/"


def test_a_guess_is_answered_with_the_reason(open_as: Open) -> None:
    page = open_as("", PATH)
    expect(page.get_by_text(IDEA.guess.why)).to_be_hidden()  # in the fold for browsers without scripts
    page.get_by_label(IDEA.guess.options[1], exact=True).check()
    answer = page.get_by_role("status").filter(has_text=IDEA.guess.why)
    expect(answer).to_contain_text(IDEA.guess.when_wrong)
    page.get_by_label(IDEA.guess.answer, exact=True).check()
    expect(answer).to_contain_text(IDEA.guess.when_right)


def test_arrow_keys_move_a_slider_and_the_figure_follows(open_as: Open) -> None:
    page = open_as("", PATH)
    page.locator("[data-ready]").wait_for()
    slider = page.get_by_label("Temperature", exact=True)
    slider.focus()
    slider.press("ArrowRight")
    expected = IDEA.draw({"temperature": 0.55, "floor": 2.2})
    expect(page.locator(".live svg")).to_have_attribute("aria-label", expected.label)
    expect(page.locator("[data-sentence]")).to_have_text(expected.sentence)
    expect(page.locator("[data-now]")).to_have_text(list(expected.cells))
    expect(slider).to_have_attribute("aria-valuetext", "0.55")
    expect(page.locator("[data-spoken]")).to_have_text(expected.sentence)


def test_nothing_else_moves_with_a_slider(open_as: Open) -> None:
    page = open_as("", PATH, width=390)
    page.locator("[data-ready]").wait_for()
    page.get_by_label("Temperature", exact=True).fill("3")
    assert page.evaluate(WATCH) == []


@pytest.mark.parametrize("path", [explorable.get_absolute_url() for explorable in EXPLORABLES])
def test_each_script_takes_over_its_figure(open_as: Open, path: str) -> None:
    page = open_as("", path)
    page.locator("[data-ready]").wait_for()
    label = page.locator(".live svg").get_attribute("aria-label") or ""
    slider = page.locator("input[type=range]").first
    slider.press("ArrowLeft" if slider.evaluate("slider => slider.value === slider.max") else "ArrowRight")
    expect(page.locator(".live svg")).not_to_have_attribute("aria-label", label)


def test_without_a_script_the_answer_is_in_a_fold_and_no_slider_is_shown(open_as: Open) -> None:
    page = open_as("", PATH, javascript=False)
    page.get_by_text("The answer").click()
    expect(page.get_by_text(IDEA.guess.why)).to_be_visible()
    expect(page.locator(".live svg")).to_be_visible()
    expect(page.locator("input[type=range]").first).to_be_hidden()
