"""The editor marks the line of an error, completes names, fills the screen, and Escape closes one thing at a time."""

import re

import pytest
from playwright.sync_api import Page, expect

from exercises.models import VerdictChoice
from exercises.submissions.rules import HEADLINES
from exercises.workspace.linting import UNUSED
from tests.browser.conftest import Open
from tests.chromium import paste
from tests.pages import LEARNER

pytestmark = pytest.mark.browser
ADDRESS = "/exercises/matmul/"
NAME_ERROR = "def matmul(A, B):\n    rows = len(A)\n    return missing\n"
SYNTAX_ERROR = "def matmul(A, B):\n    rows = len(A)\n    return (rows\n"
RAISED = HEADLINES[VerdictChoice.ERROR]
FINE = "def matmul(A, B):\n    return None\n"


def submit(page: Page, source: str, headline: str) -> None:
    paste(page, source)
    page.get_by_role("button", name="Try the example").click()
    expect(page.locator("#result h2")).to_contain_text(headline)


def marked(page: Page) -> list[str]:
    return [str(text) for text in page.locator(".cm-errorLine").all_text_contents()]


@pytest.mark.parametrize(
    ("source", "headline", "text"),
    [
        (NAME_ERROR, RAISED, "    return missing"),
        (SYNTAX_ERROR, "Syntax error on line 3", "    return (rows"),
    ],
)
def test_the_line_of_an_error_is_marked_and_one_click_away(
    open_as: Open, source: str, headline: str, text: str
) -> None:
    page = open_as(LEARNER, ADDRESS)
    submit(page, source, headline)
    expect(page.locator(".cm-errorLine")).to_have_text(text)
    expect(page.locator(".cm-lineNumbers .cm-errorGutter")).to_have_text("3")
    page.get_by_role("button", name="Go to line 3").click()
    expect(page.locator(".cm-content")).to_be_focused()
    expect(page.locator(".cm-activeLine")).to_have_text(text)


def test_the_mark_moves_with_its_line_and_goes_when_the_line_changes(open_as: Open) -> None:
    page = open_as(LEARNER, ADDRESS)
    submit(page, NAME_ERROR, RAISED)
    page.locator(".cm-content").press("Control+Home")
    page.keyboard.type("import numpy as np\n\n")
    expect(page.locator(".cm-lineNumbers .cm-errorGutter")).to_have_text("5")
    assert marked(page) == ["    return missing"]
    page.get_by_role("button", name="Go to line 3").click()
    page.keyboard.press("End")
    page.keyboard.type("_rows")
    expect(page.locator(".cm-errorLine")).to_have_count(0)


def test_other_code_is_never_marked(open_as: Open) -> None:
    page = open_as(LEARNER, ADDRESS)
    submit(page, NAME_ERROR, RAISED)
    paste(page, FINE)
    assert marked(page) == []
    page.reload()
    expect(page.locator(".editor[data-mounted]")).to_be_attached()
    assert marked(page) == []


def test_a_verdict_without_an_error_removes_the_mark(open_as: Open) -> None:
    page = open_as(LEARNER, ADDRESS)
    submit(page, NAME_ERROR, RAISED)
    submit(page, FINE, "0 of 1 check passed")
    assert marked(page) == []
    expect(page.get_by_role("button", name="Go to line")).to_have_count(0)


def test_a_pause_in_typing_brings_warnings_and_f8_goes_to_the_next(open_as: Open) -> None:
    page = open_as(LEARNER, ADDRESS)
    paste(page, "def matmul(A, B):\n    d_k = len(A)\n    return missing\n")
    expect(page.locator(".cm-lens").first).to_have_attribute("data-text", UNUSED.format("d_k"))
    expect(page.locator(".cm-lens-error")).to_have_attribute("data-text", "name 'missing' is not defined")
    expect(page.locator(".cm-lint-marker")).to_have_count(2)
    page.locator("textarea[name=call]").focus()
    for text in ("    d_k = len(A)", "    return missing", "    d_k = len(A)"):
        page.keyboard.press("F8")
        expect(page.locator(".cm-content")).to_be_focused()
        expect(page.locator(".cm-activeLine")).to_contain_text(text)
    paste(page, FINE)
    expect(page.locator(".cm-lens")).to_have_count(0)


def test_a_syntax_error_is_told_before_submitting_to_a_visitor_too(open_as: Open) -> None:
    page = open_as("", "/")
    paste(page, "def dropout(x:\n")
    expect(page.locator(".cm-lens-error")).to_have_attribute("data-text", "'(' was never closed")


def test_brackets_and_quotes_close_and_a_function_folds(open_as: Open) -> None:
    page = open_as(LEARNER, ADDRESS)
    paste(page, "def f(x):\n    return x\n\n\n")
    page.locator(".cm-content").press("Control+End")
    page.keyboard.type("print(['a")
    expect(page.locator(".cm-line").last).to_have_text("print(['a'])")
    page.locator(".cm-foldGutter").get_by_title("Fold line", exact=True).first.click()
    expect(page.locator(".cm-foldPlaceholder")).to_have_count(1)


def type_at_end(page: Page, source: str, words: str) -> None:
    paste(page, source)
    page.locator(".cm-content").press("Control+End")
    page.keyboard.type(words)


@pytest.mark.parametrize(
    ("source", "words", "completed"),
    [
        ("import numpy as np\n", "np.linsp", "np.linspace"),
        ("import numpy as np\n", "np.linalg.ei", "np.linalg.eig"),
        ("import torch.nn.functional as F\n", "F.cross_en", "F.cross_entropy"),
        ("from torch import nn\n", "nn.LayerN", "nn.LayerNorm"),
        ("attention_weights = 1\n", "attention_w", "attention_weights"),
    ],
)
def test_names_are_completed_with_the_keyboard(open_as: Open, source: str, words: str, completed: str) -> None:
    page = open_as(LEARNER, ADDRESS)
    type_at_end(page, source, words)
    expect(page.locator(".cm-tooltip-autocomplete li[aria-selected]")).to_contain_text(completed.rpartition(".")[2])
    page.wait_for_timeout(100)  # CodeMirror ignores Enter in a list that has only just opened
    page.keyboard.press("Enter")
    expect(page.locator(".cm-line").last).to_have_text(completed)


def test_a_call_shows_the_signature_and_the_argument_that_is_typed(open_as: Open) -> None:
    page = open_as(LEARNER, ADDRESS)
    type_at_end(page, "import numpy as np\n\n\ndef mix(Q, K, mask=None):\n    return Q\n\n\n", "np.where(1, 2, ")
    expect(page.locator(".cm-signature code")).to_have_text("where(condition, x=None, y=None)")
    expect(page.locator(".cm-signature b")).to_have_text("y=None")
    page.keyboard.type("3)\nmix(mask=")
    expect(page.locator(".cm-signature b")).to_have_text("mask=None")
    page.keyboard.press("Escape")
    expect(page.locator(".cm-signature")).to_have_count(0)


def test_a_larger_text_and_vims_keys_stay_after_a_reload(open_as: Open) -> None:
    page = open_as(LEARNER, ADDRESS)
    paste(page, FINE)
    size = "line => getComputedStyle(line).fontSize"
    before = page.locator(".cm-line").first.evaluate(size)
    page.get_by_text("Editor settings").click()
    page.get_by_role("button", name="Larger text").click()
    page.get_by_label("Vim keys").check()
    expect(page.locator(".cm-vim-panel")).to_be_visible()
    page.reload()
    expect(page.locator(".cm-vim-panel")).to_be_visible()
    assert page.locator(".cm-line").first.evaluate(size) > before
    page.locator(".cm-content").press("Escape")
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.press("Shift+Escape")
    expect(page.get_by_role("button", name="Submit")).to_be_focused()


@pytest.mark.parametrize(("width", "name", "key"), [(1280, "Width", "ArrowRight"), (1440, "Height", "ArrowDown")])
def test_a_split_moves_by_keyboard_and_pointer_and_stays(open_as: Open, width: int, name: str, key: str) -> None:
    page = open_as(LEARNER, ADDRESS, width=width)
    split = page.get_by_role("separator", name=name)
    start = int(split.get_attribute("aria-valuenow") or 0)
    split.press(key)
    expect(split).to_have_attribute("aria-valuenow", str(start + 2))
    box = split.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + min(box["height"] / 2, 300)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 120, y + 120)
    page.mouse.up()
    moved = int(split.get_attribute("aria-valuenow") or 0)
    assert moved > start + 2
    page.reload()
    expect(page.get_by_role("separator", name=name)).to_have_attribute("aria-valuenow", str(moved))


def test_a_click_moves_a_split_without_dragging(open_as: Open) -> None:
    page = open_as(LEARNER, ADDRESS)
    split = page.get_by_role("separator", name="Width")
    start = split.get_attribute("aria-valuenow") or ""
    for place in (split.get_attribute("aria-valuemax"), split.get_attribute("aria-valuemin"), start):
        page.wait_for_timeout(600)  # a second click at once would be a double click
        split.click()
        expect(split).to_have_attribute("aria-valuenow", place or "")


def test_escape_closes_what_the_pointer_opened_and_nothing_else(open_as: Open) -> None:
    page = open_as(LEARNER, ADDRESS)
    paste(page, "import numpy as np\n\nnp.where(1, 2, 3)\n")
    page.locator(".cm-line").nth(2).hover(position={"x": 45, "y": 10})  # the name, in a line that is one node
    expect(page.locator(".cm-signature code")).to_have_text("where(condition, x=None, y=None)")
    page.locator(".cm-signature").hover()  # the pointer can go there
    page.wait_for_timeout(400)
    expect(page.locator(".cm-signature")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".cm-signature")).to_have_count(0)
    expect(page.locator(".cm-content")).to_be_focused()


def test_saving_by_hand_is_announced(open_as: Open) -> None:
    page = open_as(LEARNER, ADDRESS)
    page.locator(".cm-content").press("Control+s")
    expect(page.locator("[data-announce]")).to_have_text(re.compile(r"^Saved"))


def test_a_run_of_ones_own_draws(open_as: Open) -> None:
    page = open_as(LEARNER, ADDRESS, width=1440)
    paste(page, FINE)
    page.get_by_label("Your own call").fill("plot([1, 2], [3, 4], title='growth')\nheatmap([[0, 1], [2, 3]])")
    page.get_by_role("button", name="Run my code").click()
    expect(page.locator(".own-figures figure")).to_have_count(2)
    expect(page.locator(".own-figures").get_by_role("heading", name="growth")).to_be_visible()


def test_escape_closes_the_list_then_full_screen_then_leaves(open_as: Open) -> None:
    page = open_as(LEARNER, ADDRESS)
    type_at_end(page, "import numpy as np\n", "")
    page.keyboard.press("Alt+Enter")
    leave = page.get_by_role("button", name="Leave full screen")
    expect(leave).to_be_visible()
    page.keyboard.type("np.zer")
    expect(page.locator(".cm-tooltip-autocomplete")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".cm-tooltip-autocomplete")).to_have_count(0)
    expect(leave).to_be_visible()
    page.keyboard.press("Escape")
    expect(leave).to_have_count(0)
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Submit")).to_be_focused()


@pytest.mark.parametrize("width", [390, 1280])
def test_full_screen_fills_the_window_with_statement_code_and_verdict(open_as: Open, width: int) -> None:
    page = open_as(LEARNER, ADDRESS, width=width)
    paste(page, FINE)
    page.get_by_role("button", name="Full screen").click()
    box = page.locator("main").bounding_box()
    assert box
    assert (box["x"], box["y"], box["width"]) == (0, 0, width)
    assert page.locator(".top").get_attribute("inert") is not None
    page.get_by_role("button", name="Try the example").click()
    expect(page.locator("#result h2")).to_contain_text(re.compile("check"))
    expect(page.locator("#result h2")).to_be_in_viewport()
    page.get_by_role("tab", name="Statement").click()
    expect(page.locator("#statement h1")).to_be_visible()
    expect(page.locator(".tabs")).to_be_in_viewport()


def test_a_call_of_ones_own_runs_from_the_keyboard(open_as: Open) -> None:
    page = open_as(LEARNER, ADDRESS)
    paste(page, "def matmul(A, B):\n    return [A, B]\n")
    page.get_by_label("Your own call").fill("print('called')\nmatmul(1, 2)")
    page.get_by_label("Your own call").press("Control+Enter")
    expect(page.get_by_role("region", name="Output")).to_have_text("called\n[1, 2]\n")


def test_a_call_of_ones_own_runs_without_javascript(open_as: Open) -> None:
    page = open_as(LEARNER, ADDRESS, javascript=False)
    page.locator("textarea[name=source]").fill("def matmul(A, B):\n    return [A, B]\n")
    page.get_by_label("Your own call").fill("matmul(3, 4)")
    page.get_by_role("button", name="Run my code").click()
    expect(page.get_by_role("region", name="Output")).to_have_text("[3, 4]\n")
