"""A learner whose code raises sees their own lines and the exception, and none of our code."""

import pytest

from runner.protocol import MAX_MESSAGE_CHARS, MAX_OUTPUT_CHARS, Limits, Verdict
from runner.sandbox.errors import LearnerError
from runner.sandbox.factory import open_cell
from runner.sandbox.text import clean
from runner.tests.cells import REPOSITORY, ending

pytestmark = pytest.mark.sandbox

MARK = "\N{REPLACEMENT CHARACTER}"
_NESTED = """
import numpy as np

def scores(Q, K):
    return Q @ K

def f():
    return scores(np.ones((2, 3)), np.ones((4, 5)))
"""


def test_an_exception_shows_the_learners_lines_and_no_others() -> None:
    error = ending(_NESTED)
    assert error.verdict is Verdict.ERROR
    assert error.line == 5
    lines = error.message.splitlines()
    assert lines[0] == "line 8, in f: return scores(np.ones((2, 3)), np.ones((4, 5)))"
    assert lines[1] == "line 5, in scores: return Q @ K"
    assert lines[2].startswith("ValueError: matmul")
    assert len(lines) == 3


def test_an_exception_while_loading_has_its_line() -> None:
    error = ending("x = 1\n\nraise ValueError('no')\n")
    assert error.message == "line 3: raise ValueError('no')\nValueError: no"
    assert error.line == 3


def test_a_syntax_error_has_its_line() -> None:
    error = ending("def f():\n    return (1,\n")
    assert error.verdict is Verdict.ERROR
    assert error.line == 2
    assert "SyntaxError: '(' was never closed" in error.message


def test_a_source_that_is_not_text_is_the_learners_error() -> None:
    assert "surrogate" in ending("x = '\ud800'").message


def test_a_missing_function_is_named() -> None:
    with open_cell(Limits()) as cell:
        cell.load("attention = 3")
        with pytest.raises(LearnerError, match="your code defines no softmax"):
            cell.call("softmax")
        with pytest.raises(LearnerError, match="attention is not a function but of type int"):
            cell.call("attention")


def test_a_missing_library_is_the_learners_error() -> None:
    assert "No module named 'pandas'" in ending("import pandas").message


def test_endless_recursion_is_shown_in_a_few_lines() -> None:
    error = ending("def g(x): return g(x + 1)\ndef f(): return g(0)")
    assert error.verdict is Verdict.ERROR
    assert "RecursionError" in error.message
    assert "more calls" in error.message
    assert len(error.message.splitlines()) < 12


@pytest.mark.parametrize(
    "source",
    [
        "raise ValueError('x' * 10**7)",
        "class E(Exception):\n    def __str__(self): raise RuntimeError\nraise E",
        "class E(Exception):\n    def __str__(self): return 'y' * 10**7\nraise E",
        "raise ExceptionGroup('g', [ValueError('v')] * 1000)",
        "e = ValueError('deep')\nfor _ in range(10**4):\n    n = ValueError('n'); n.__cause__ = e; e = n\nraise e",
    ],
)
def test_a_message_is_bounded_for_any_exception(source: str) -> None:
    error = ending(source)
    assert error.verdict is Verdict.ERROR
    assert len(error.message) <= MAX_MESSAGE_CHARS
    assert error.line


def test_no_message_reveals_our_paths() -> None:
    for source in (
        "import numpy as np\nnp.linalg.inv(np.zeros((2, 2)))",
        "import json\njson.loads('{')",
        "1/0",
        "open('/x')",
    ):
        message = ending(source).message
        assert str(REPOSITORY) not in message
        assert "harness" not in message
        assert "site" not in message


def test_control_and_direction_characters_do_not_reach_a_page() -> None:
    error = ending("raise ValueError('a\\x1b[31mred\\x1b[0m\\x00\\u202eevil\\x07')")
    assert error.message.endswith(
        "ValueError: ared\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}evil\N{REPLACEMENT CHARACTER}"
    )


def test_output_is_attributed_to_its_call() -> None:
    with open_cell(Limits()) as cell:
        cell.load("import sys\nprint('loaded')\ndef f(x):\n    print('got', x)\n    print('careful', file=sys.stderr)")
        assert cell.read_output() == "loaded\n"
        cell.call("f", (3,))
        assert sorted(cell.read_output().splitlines()) == ["careful", "got 3"]
        assert cell.read_output() == ""


def test_output_is_kept_when_the_cell_dies() -> None:
    with open_cell(Limits(wall_s=0.5)) as cell:
        cell.load("def f():\n    print('so far', flush=True)\n    while True: pass")
        with pytest.raises(LearnerError):
            cell.call("f")
        assert cell.read_output() == "so far\n"


def test_output_is_cleaned_and_cut_to_size() -> None:
    with open_cell(Limits()) as cell:
        cell.load("import os\nos.write(1, b'\\xff\\x00\\x1b]0;title\\x07ok ' + b'z' * 20000)\ndef f(): pass")
        output = cell.read_output()
    assert len(output) <= MAX_OUTPUT_CHARS
    assert output.startswith(f"{MARK}{MARK}ok zzz")
    assert output.endswith("(cut here)")


def test_ordinary_text_in_any_script_is_not_changed() -> None:
    text = "∂L/∂W₁ = δ·xᵀ\n\tпривет 你好 é\n"
    assert clean(text, 100) == text
