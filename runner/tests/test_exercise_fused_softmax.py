"""The checks of the softmax that runs on a GPU only: their logic, by code that runs on this CPU."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from runner.catalog import CatalogExercise, find, load_module
from runner.judge.check_decorator import CheckFailure, checks_of
from runner.judge.check_runs import CheckRun, play
from runner.judge.players import InProcessPlayer

WHOLE = """
import torch
def softmax_means(x, scales):
    return torch.stack([torch.softmax(torch.as_tensor(x) * t, 1).mean(0) for t in scales.tolist()]).numpy()
"""
WRONG = {
    "worked_example": WHOLE.replace("x) * t", "x)"),
    "any_shape": WHOLE.replace("torch.as_tensor(x) * t", "torch.as_tensor(x[:, :1000])[:, :128] * t").replace(
        ".mean(0)", ".mean(0).repeat(9)[: x.shape[1]]"
    ),
    "large_products": WHOLE.replace(
        "torch.softmax(torch.as_tensor(x) * t, 1)",
        "(torch.exp(torch.as_tensor(x) * t) / torch.exp(torch.as_tensor(x) * t).sum(1, keepdim=True))",
    ),
    "arguments_unchanged": WHOLE.replace("    return", "    x -= 1\n    return"),
}


@pytest.fixture(scope="module")
def exercise() -> CatalogExercise:
    return find("fused-softmax-speed")


@pytest.fixture
def checks(exercise: CatalogExercise) -> ModuleType:
    """With a size that a CPU can do."""
    module = load_module(exercise.folder / "checks.py")
    vars(module).update(ROWS=256, COLUMNS=300, SCALES=6, FACTOR=1.0)
    return module


def module_of(source: str) -> ModuleType:
    module = ModuleType("own")
    exec(source, module.__dict__)  # noqa: S102 - ours
    return module


def run(checks: ModuleType, name: str, source: str) -> CheckRun:
    check = next(check for check in checks_of(checks) if check.name == name)
    return play(check, InProcessPlayer(module_of(source)), ("softmax_means",), 1)


@pytest.mark.parametrize("name", [*WRONG, "faster_than_six_steps"])
def test_right_values_pass(checks: ModuleType, name: str) -> None:
    if name == "faster_than_six_steps":
        vars(checks).update(FACTOR=0.01)
    assert run(checks, name, WHOLE).ending is None


@pytest.mark.parametrize("name", WRONG)
def test_wrong_values_fail_at_the_check_they_concern(checks: ModuleType, name: str) -> None:
    assert isinstance(run(checks, name, WRONG[name]).ending, CheckFailure)


def test_the_reference_is_right_and_no_faster_than_itself(checks: ModuleType) -> None:
    for name in WRONG:
        assert run(checks, name, checks.REFERENCE).ending is None
    vars(checks).update(FACTOR=1000.0)
    ending = run(checks, "faster_than_six_steps", checks.REFERENCE).ending
    assert isinstance(ending, CheckFailure)
    assert "at least 1000 times as fast" in ending.message


def test_a_timed_call_that_returns_the_values_of_an_earlier_one_fails(checks: ModuleType) -> None:
    source = f"""{WHOLE}
work, results = softmax_means, {{}}
def softmax_means(x, scales):
    return results.setdefault(x.shape, work(x, scales))
"""
    ending = run(checks, "faster_than_six_steps", source).ending
    assert isinstance(ending, CheckFailure)
    assert "your means of a timed call" in ending.message.lower()


def test_means_are_computed_row_by_row(checks: ModuleType) -> None:
    x: Any = np.array([[0.0, 1.0], [0.0, 0.0]], np.float32)
    means = checks.by_rows(x, np.array([np.log(3.0), 0.0], np.float32))
    assert means.tolist() == [[pytest.approx(0.375), pytest.approx(0.625)], [0.5, 0.5]]
