"""What an exercise asks learners to write themselves may not be taken from a library; the reason is a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.harness import policy
from runner.judge import source as text
from runner.judge.grading import grade
from runner.protocol import Job, Limits, Verdict
from runner.sandbox.cell import LearnerError, open_cell
from runner.tests.toy import write_exercise

SDPA = "torch.nn.functional.scaled_dot_product_attention"


@pytest.mark.parametrize(
    ("source", "forbidden", "line"),
    [
        (f"import torch\nx = {SDPA}(q, k, v)", SDPA, 2),
        ("import torch.nn.functional as F\n\nx = F.scaled_dot_product_attention(q)", SDPA, 3),
        ("from torch.nn.functional import (\n    scaled_dot_product_attention as a)", SDPA, 2),
        ("x = a @ b", "@", 1),
        ("import numpy as np\ny = np.linalg.svd(x)", "numpy.linalg.svd", 2),
        ("def f(x):\n    return sorted(x)", "sorted", 2),
        ("x = 1; import torch", "torch", 1),
        ("if True: from torch import nn", "torch", 1),
        ("import numpy as np, torch", "torch", 1),
        ("def f(:\n  import torch", "torch", 2),
    ],
)
def test_a_forbidden_name_is_found_at_its_line(source: str, forbidden: str, line: int) -> None:
    assert policy.find(source, ["eval", forbidden]) == (1, line)


@pytest.mark.parametrize(
    ("source", "forbidden"),
    [
        (
            "# scaled_dot_product_attention\n'scaled_dot_product_attention'\ndef scaled_dot_product_attention(): ...",
            SDPA,
        ),
        ("def matmul(a, b):\n    return matmul(b, a)", "numpy.matmul"),
        ("@property\ndef f(self): ...\n\nclass A:\n    @staticmethod\n    def g(): ...", "@"),
        ("self.sorted = 1", "sorted"),
        ("", "torch"),
    ],
)
def test_a_name_of_ones_own_is_not_found(source: str, forbidden: str) -> None:
    assert policy.find(source, [forbidden]) is None


def test_a_refused_source_is_not_run_and_its_report_names_the_line(tmp_path: Path) -> None:
    exercise = write_exercise(tmp_path)
    source = "print('I run')\nimport numpy as np\ndef row_means(x): return np.mean(x, axis=1)"
    report = grade(Job("s", "a", exercise.slug, exercise.digest, source), exercise=exercise)
    assert report.verdict is Verdict.REFUSED
    assert report.message == "Line 3 uses numpy.mean, which this exercise asks you to write yourself."
    assert (report.checks, report.output) == ((), "")


def test_a_source_that_is_too_large_is_refused_with_both_sizes() -> None:
    assert text.refusal("x = 1\n" * 20_000) == "Your code is 117 KiB long; at most 64 KiB are graded."


def test_a_null_character_is_refused() -> None:
    assert "null character" in text.refusal("x = 1\0")


def test_half_a_character_is_refused() -> None:
    assert "half a surrogate pair" in text.refusal("x = '\ud800'")
    assert text.refusal("x = '\U0001f600 é'") == ""


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param("(" * 60_000, id="open brackets"),
        pytest.param("-" * 60_000 + "1", id="signs"),
        pytest.param("f'{" * 10_000, id="nested strings"),
        pytest.param("'" + "\\'" * 30_000, id="escaped quotes"),
        pytest.param('"' * 60_001, id="quotes"),
        pytest.param("\\\n" * 30_000, id="continued lines"),
        pytest.param("x" * 60_000, id="a long name"),
        pytest.param("\t" * 60_000 + "x", id="indented"),
    ],
)
def test_a_hostile_source_is_the_learners_error_in_their_own_cell(hostile: str) -> None:
    with open_cell(Limits()) as cell, pytest.raises(LearnerError) as caught:
        cell.load(f"{hostile}; torch @ matmul", ["torch", "@", "numpy.matmul"])
    assert caught.value.verdict in {Verdict.ERROR, Verdict.MEMORY, Verdict.REFUSED}
