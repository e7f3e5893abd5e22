"""Learners can't use a library function that the exercise asks them to write. The refusal gives the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.harness import policy
from runner.judge.grading import grade
from runner.protocol import Job, Limits, Verdict, source_problem
from runner.sandbox.errors import LearnerError
from runner.sandbox.factory import open_cell
from runner.tests.toy import write_exercise

pytestmark = pytest.mark.sandbox

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
        ("import ｔｏｒｃｈ as t", "torch", 1),
        ("import torch\no = torch.𝐨ptim", "torch.optim", 2),
        ("import torch\no = ｇetattr(torch, 'optim')", "torch.optim", 2),
        ("exec('import ｔorch')", "torch", 1),
        ("if True: from torch import nn", "torch", 1),
        ("import numpy as np, torch", "torch", 1),
        ("def f(:\n  import torch", "torch", 2),
        ("import torch\no = getattr(torch, 'optim')", "torch.optim", 2),
        ("import torch\no = getattr(torch, 'opt' + 'im')", "torch.optim", 2),
        ("import torch\nname = (\n    'op' 't'\n    + f'im')\no = getattr(torch, name)", "torch.optim", 3),
        ("o = vars(torch)['optim']", "torch.optim", 1),
        ("from operator import attrgetter\no = attrgetter('optim')(torch)", "torch.optim", 2),
        ("import sys\nt = sys.modules['torch']", "torch", 2),
        ("import importlib\nt = importlib.import_module('torch')", "torch", 2),
        ("t = __import__('\\x74orch')", "torch", 1),
        ("exec('import torch')", "torch", 1),
        ("sort = __builtins__['sorted']", "sorted", 1),
        ("x = y.double()", "torch.double", 1),
        ("if True: from torch import float64 as f", "torch.float64", 1),
    ],
)
def test_a_forbidden_name_is_reported_with_its_line(source: str, forbidden: str, line: int) -> None:
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
        ("params = {'gradient': 1, 'optim': 2}", "torch.optim"),
        ("x = getattr(self, 'grad')\ny = b'optim', f'{x}optim'", "torch.optim"),
        ("'''Like torch, without it.'''\nx = getattr(self, 'y')", "torch"),
        ("tokenizers = [1]\nfirst = tokenizers[0]", "tokenizers"),
        ("def double(s):\n    return 2 * s\n\nx = double(3)", "torch.double"),
        ("def leaves():\n    yield from embedding(x)", "torch.nn.functional.embedding"),
        ("", "torch"),
    ],
)
def test_a_name_that_the_learner_defined_is_allowed(source: str, forbidden: str) -> None:
    assert policy.find(source, [forbidden]) is None


@pytest.mark.parametrize(
    ("source", "forbidden", "words"),
    [
        ("import torch\n\nmatmul = lambda a, b: torch.matmul(a, b)", "numpy.matmul", "uses torch.matmul"),
        ("import torch.nn.functional as F\n\ny = F.softmax(x, -1)", "torch.softmax", "uses F.softmax"),
        ("a = 1\n\nfrom torch import nn", "torch", "imports torch"),
        ("a = 1\n\nx = a @ b", "@", "uses @"),
        ("a = 1\n\no = getattr(torch, 'opt' + 'im')", "torch.optim", "uses torch.optim"),
    ],
)
def test_the_refusal_quotes_the_name_that_the_learner_wrote(source: str, forbidden: str, words: str) -> None:
    assert policy.sentence(forbidden, 3, source).startswith(f"Line 3 {words}, which")


def test_a_refused_source_is_not_run_and_its_report_names_the_line(tmp_path: Path) -> None:
    exercise = write_exercise(tmp_path)
    source = "print('I run')\nimport numpy as np\ndef row_means(x): return np.mean(x, axis=1)"
    report = grade(
        Job(submission="s", attempt="a", exercise=exercise.slug, digest=exercise.digest, source=source),
        exercise=exercise,
    )
    assert report.verdict is Verdict.REFUSED
    assert report.message == "Line 3 uses np.mean, which this exercise asks you to write yourself."
    assert (report.checks, report.output) == ((), "")


@pytest.mark.parametrize("name", ["importlib", "__import__"])
def test_importing_by_string_is_refused_where_anything_is_forbidden(tmp_path: Path, name: str) -> None:
    exercise = write_exercise(tmp_path)
    source = f"import sys\nnp = sys, {name}\ndef row_means(x): return x"
    report = grade(
        Job(submission="s", attempt="a", exercise=exercise.slug, digest=exercise.digest, source=source),
        exercise=exercise,
    )
    assert report.verdict is Verdict.REFUSED
    assert report.message == (
        f"Line 2 uses {name}. This exercise does not allow it: write import and the module's name instead."
    )
    assert policy.with_importers([]) == []
    assert policy.with_importers(["@"]) == ["@"]


def test_a_source_that_is_too_large_is_refused_with_both_sizes() -> None:
    assert source_problem("x = 1\n" * 20_000) == "Your code is 118 KiB long. The limit is 64 KiB."


def test_a_null_character_is_refused() -> None:
    assert "null character" in source_problem("x = 1\0")


def test_half_a_surrogate_pair_is_refused() -> None:
    assert "lone surrogate" in source_problem("x = '\ud800'")
    assert source_problem("x = '\U0001f600 é'") == ""


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
def test_a_hostile_source_is_the_learners_error_and_fails_in_the_cell(hostile: str) -> None:
    with open_cell(Limits()) as cell, pytest.raises(LearnerError) as caught:
        cell.load(f"{hostile}; torch @ matmul", ["torch", "@", "numpy.matmul"])
    assert caught.value.verdict in {Verdict.ERROR, Verdict.MEMORY, Verdict.REFUSED}
