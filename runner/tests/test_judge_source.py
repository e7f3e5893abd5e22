"""What an exercise asks learners to write themselves may not be taken from a library; the reason is a sentence."""

from __future__ import annotations

import time

import pytest

from runner.judge.source import refusal

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
def test_a_forbidden_name_is_refused_with_its_line(source: str, forbidden: str, line: int) -> None:
    expected = f"Line {line} uses {forbidden}, which this exercise asks you to write yourself."
    assert refusal(source, [forbidden]) == expected


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
def test_a_name_of_ones_own_is_not_refused(source: str, forbidden: str) -> None:
    assert refusal(source, [forbidden]) == ""


def test_a_source_that_is_too_large_is_refused_with_both_sizes() -> None:
    assert refusal("x = 1\n" * 20_000, []) == "Your code is 117 KiB long; at most 64 KiB are graded."


def test_a_null_character_is_refused() -> None:
    assert "null character" in refusal("x = 1\0", [])


def test_half_a_character_is_refused() -> None:
    assert "half a surrogate pair" in refusal("x = '\ud800'", [])
    assert refusal("x = '\U0001f600 é'", []) == ""


@pytest.mark.parametrize(
    "hostile",
    [
        "(" * 60_000,
        "-" * 60_000 + "1",
        "f'{" * 10_000,
        "'" + "\\'" * 30_000,
        '"' * 60_001,
        "\\\n" * 30_000,
        "x" * 60_000,
        "\t" * 60_000 + "x",
    ],
)
def test_a_hostile_source_costs_little_and_never_breaks_the_judge(hostile: str) -> None:
    started = time.perf_counter()
    refusal(hostile, ["torch", "@", "numpy.matmul"])
    assert time.perf_counter() - started < 2
