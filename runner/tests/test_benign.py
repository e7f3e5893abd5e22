"""Honest solutions work in a cell under the usual limits."""

from __future__ import annotations

import itertools
import math
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest

from runner.protocol import Limits, Verdict
from runner.sandbox.errors import LearnerError
from runner.sandbox.factory import open_cell
from runner.tests.benign import expected, expected_torch
from runner.tests.benign.expected import Case
from runner.tests.cells import ending
from runner.tests.makes import making
from runner.wire.values import Tensor

pytestmark = pytest.mark.sandbox

FOLDER = Path(__file__).parent / "benign" / "solutions"
CASES = expected.CASES | expected_torch.CASES
_CELLS = 100
FORKED = ["lu", "svd", "inverse", "einsum", "matrix_product", "torch_linalg", "torch_convolution", "torch_einsum",
          "torch_double_backward", "torch_threads"]  # fmt: skip
COLD = ["svd", "files", "light_threads", "torch_training", "torch_half", "torch_convolution", "torch_threads"]
_HANGS_S = 60


@pytest.fixture(scope="module")
def warm() -> Iterator[None]:
    with making("warm"):
        yield


@contextmanager
def _watchdog(seconds: int) -> Iterator[None]:
    """If the cell, the pipe or the judge hangs, the test shows where."""

    def bark(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"still not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, bark)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _difference(value: Any, right: Any, within: float) -> str:
    """How a value differs from the right one. Empty if it doesn't."""
    if isinstance(right, Tensor) and not (isinstance(value, Tensor) and value.dtype == right.dtype):
        return f"{value!r} is no tensor of {right.dtype}"
    value, right = (one.array if isinstance(one, Tensor) else one for one in (value, right))
    if isinstance(right, np.ndarray | np.generic | float) and isinstance(value, np.ndarray | np.generic | float):
        near = np.shape(value) == np.shape(right) and np.allclose(value, right, rtol=within, atol=within)
        return "" if near else f"{value!r} is not {right!r}"
    if type(value) is not type(right):
        return f"{value!r} is not a {type(right).__name__}"
    if isinstance(right, dict):
        if value.keys() != right.keys():
            return f"{list(value)} are not {list(right)}"
        value, right = list(value.values()), [right[key] for key in value]
    if isinstance(right, list | tuple):
        if len(value) != len(right):
            return f"{value!r} has not {len(right)} items"
        return next(filter(None, (_difference(*pair, within) for pair in zip(value, right, strict=True))), "")
    return "" if value == right else f"{value!r} is not {right!r}"


def _run(name: str, case: Case) -> None:
    """One solution in a cell of its own."""
    with _watchdog(_HANGS_S), open_cell(Limits()) as cell:
        cell.load((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
        value = cell.call(name, case.args)
        printed = cell.read_output()
    assert not (wrong := _difference(value, case.expected, case.within)), wrong
    assert sorted(printed.splitlines()) == sorted(case.printed.splitlines())


def test_every_solution_has_its_expected_result_and_there_are_enough() -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} == set(CASES)
    assert len(CASES) >= 90


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("name", CASES)
def test_an_honest_solution_works(name: str) -> None:
    _run(name, CASES[name])


@pytest.mark.parametrize("name", COLD)
def test_an_honest_solution_works_in_a_cold_cell_too(name: str) -> None:
    _run(name, CASES[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in CASES if name not in COLD])
def test_every_other_solution_works_in_a_cold_cell_too(name: str) -> None:
    _run(name, CASES[name])


@pytest.mark.usefixtures("warm")
def test_a_hundred_forked_cells_never_hang_and_never_err() -> None:
    """Above all the library calls that have deadlocked in forked processes elsewhere."""
    for name in itertools.islice(itertools.cycle(FORKED), _CELLS):
        _run(name, CASES[name])


def test_a_difference_is_noticed() -> None:
    assert _difference(np.ones(2), np.array([1.0, 1.1]), 1e-7)
    assert _difference(np.ones(2), np.ones(3), 1e-7)
    assert _difference([1, 2], (1, 2), 1e-7)
    assert _difference({"a": 1}, {"b": 1}, 1e-7)
    assert _difference([1, 2], [1, 3], 1e-7)
    assert _difference(math.nan, 1.0, 1e-7)
    assert not _difference({"a": [1.0, "x"]}, {"a": [1.0, "x"]}, 1e-7)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import scipy.linalg", "ModuleNotFoundError: No module named 'scipy'"),
        ("import pandas as pd", "ModuleNotFoundError: No module named 'pandas'"),
        ("input('x? ')", "EOFError"),
        ("import subprocess\nsubprocess.run(['ls'])", "PermissionError"),
        ("import urllib.request\nurllib.request.urlopen('http://example.org')", "URLError"),
        ("open('data.csv')", "FileNotFoundError"),
        ("import os\nos.fork()", "PermissionError"),
    ],
)
def test_what_a_cell_does_not_have_is_a_plain_error_that_names_it(source: str, told: str) -> None:
    error = ending(source)
    assert error.verdict is Verdict.ERROR
    assert told in error.message


def test_what_a_solution_prints_before_it_fails_is_kept() -> None:
    with open_cell(Limits()) as cell:
        with pytest.raises(LearnerError):
            cell.load("print('epoch 1, loss 0.5')\nraise ValueError('diverged')")
        assert cell.read_output() == "epoch 1, loss 0.5\n"
