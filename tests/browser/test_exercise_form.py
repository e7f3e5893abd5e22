"""The form of an exercise that is written on the site: its Python files are editors, and typing is kept."""

import re

import pytest
from playwright.sync_api import Route, expect

from exercises.authored.views import SAVED
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser
WRITE = "/exercises/lifecycle/write/"
FIELD = "textarea[name='file-solution.py']"


def test_python_files_are_editors_whose_text_is_kept_and_saved(open_as: Open) -> None:
    page = open_as("an admin", WRITE)
    page.get_by_label("Title").fill("Row sums")
    page.get_by_label("Section").fill("Databases")
    page.get_by_role("button", name="Start writing").click()
    expect(page.locator(".editor[data-mounted]", has=page.locator(FIELD))).to_be_visible()
    editor = page.get_by_role("textbox", name="solution.py")
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("# typed")
    expect(page.locator(FIELD)).to_have_value(re.compile(r"# typed$"))
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(editor).not_to_be_focused()
    page.reload()
    expect(page.get_by_role("button", name="Discard it")).to_be_visible()
    expect(editor).to_contain_text("# typed")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text(SAVED)).to_be_visible()
    expect(editor).to_contain_text("# typed")
    page.get_by_role("button", name="Discard the draft").click()


def test_who_types_before_the_editor_is_there_goes_on_in_it(open_as: Open) -> None:
    page = open_as("an admin", WRITE)
    page.get_by_label("Title").fill("Cell sums")
    page.get_by_label("Section").fill("Databases")
    waiting: list[Route] = []
    page.route("**/exercise_form*.js", lambda route: waiting.append(route))
    # A module that waits keeps the page from its events, so the click waits for none of them.
    page.get_by_role("button", name="Start writing").click(no_wait_after=True)
    field = page.locator(FIELD)
    field.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("# ty")
    expect(field).to_have_value(re.compile(r"^# ty"))
    [script] = waiting
    script.continue_()
    expect(page.locator(".editor[data-mounted]", has=field)).to_be_visible()
    page.keyboard.type("ped\n")
    expect(field).to_have_value(re.compile(r"^# typed\n"))
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_role("button", name="Discard the draft").click()


def test_a_problem_leads_to_its_line_in_editors_and_in_plain_fields(open_as: Open) -> None:
    page = open_as("an admin", WRITE, width=390)
    page.get_by_label("Title").fill("Line sums")
    page.get_by_label("Section").fill("Databases")
    page.get_by_role("button", name="Start writing").click()
    mistakes, statement = page.get_by_label("mistakes.toml"), page.get_by_label("Statement")
    editor, problems = page.get_by_role("textbox", name="solution.py"), page.locator("#problems a")
    expect(page.locator(".editor[data-mounted]", has=page.locator(FIELD))).to_be_visible()
    editor.press("Control+Home")
    page.keyboard.type("= ")
    statement.fill("Twice.\n\n$\\frac{1$")
    mistakes.fill("\n" * 60 + "[adds]\ncheck = adds\n")
    expect(problems).to_have_count(3)
    page.locator("#problem-count a").click()
    problems.filter(has_text="mistakes.toml, line 62").click()
    expect(mistakes).to_be_focused()
    assert mistakes.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)") == "check = adds"
    assert mistakes.evaluate("area => area.scrollTop") > 0
    problems.filter(has_text="Statement, line 3").click()
    expect(statement).to_be_focused()
    expect(statement).to_be_in_viewport()
    problems.filter(has_text="solution.py, line 1").click()
    expect(editor).to_be_focused()


def test_without_javascript_they_are_fields(open_as: Open) -> None:
    page = open_as("an admin", WRITE, javascript=False)
    page.get_by_label("Title").fill("Column sums")
    page.get_by_label("Section").fill("Databases")
    page.get_by_role("button", name="Start writing").click()
    page.get_by_label("solution.py").fill("x = 1\n")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_label("solution.py")).to_have_value("x = 1\n")
    page.get_by_role("button", name="Discard the draft").click()
