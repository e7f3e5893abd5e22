"""Odd values tell nothing, and neither a slip that breaks the module nor the time limit breaks the search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from runner.judge.limits import JudgeTimeoutError
from runner.judge.mutants import Variant, variants
from runner.judge.players import Divergence
from runner.judge.slips import slips_of
from runner.judge.value_changes import is_telling, on_array
from runner.tests.test_general_mistakes import named
from runner.tests.toy import write_exercise
from runner.wire.values import Tensor

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    "value",
    [
        NAN, [NAN] * 3, (INF, -INF, NAN, 0.0), np.full(4, NAN), np.full(4, NAN + 1j), np.complex64(1j), np.array(3),
        Tensor(np.full(4, NAN, np.float32)), 10**400, [10**400] * 3, [], {}, {"a": [[], {}]}, None,
    ],
)  # fmt: skip
def test_an_odd_value_tells_nothing(value: Any) -> None:
    assert not is_telling(value)


@pytest.mark.parametrize("value", [[10**400, 1, 2], [NAN, 0.5], Tensor(np.array(1.5)), {"a": (np.float32(0.25), "x")}])
def test_a_number_among_odd_values_tells_something(value: Any) -> None:
    assert is_telling(value)


def test_nan_is_not_taken_for_the_logarithm_of_a_negative_result(tmp_path: Path) -> None:
    checks = (
        "import numpy as np\nfrom runner.judge import check, close\n\n\n@check(example=True)\n"
        'def worked_example(learner, rng):\n    """Negative"""\n'
        "    close(learner.row_means(np.array([[-1.5, -3.0]])), np.array([-2.25]))\n"
    )
    exercise = write_exercise(tmp_path, checks_py=checks)
    assert named(exercise, "import numpy as np\ndef row_means(x):\n    return np.full(len(x), np.nan)") is None


def test_nan_beside_a_right_number_is_not_explained(tmp_path: Path) -> None:
    solution = "import numpy as np\n\n\ndef row_means(x):\n    return np.array([x.mean(), np.sqrt(x.mean() + 4)])\n"
    checks = (
        "import numpy as np\nfrom runner.judge import check, close\n\n\n@check(example=True)\n"
        'def worked_example(learner, rng):\n    """A mean and a root"""\n'
        "    close(learner.row_means(np.array([1.25])), np.array([1.25, 5.25**0.5]))\n"
    )
    exercise = write_exercise(tmp_path, checks_py=checks, solution_py=solution, alternatives__loops_py=solution)
    source = "import numpy as np\ndef row_means(x):\n    return np.array([x.mean(), np.nan])"
    assert named(exercise, source) is None


def test_a_tensor_without_axes_stays_one() -> None:
    assert on_array(np.negative, Tensor(np.array(1.5))).array.shape == ()


def test_a_slip_that_breaks_the_module_is_passed_over(tmp_path: Path) -> None:
    solution = "SIZE = 1\nSIZES = [SIZE]\n\n\ndef row_means(x):\n    return x.sum(axis=1) / x.shape[1]\n"
    exercise = write_exercise(tmp_path, solution_py=solution)
    slip = next(slip for slip in slips_of(exercise) if slip.description == "a step is missing")
    with pytest.raises(Divergence):
        slip.player()
    assert named(exercise, "def row_means(x):\n    return x.sum(axis=1) ** 3 + 0.123") is None


def test_slips_that_the_time_limit_cut_off_are_found_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = write_exercise(tmp_path)
    names = [slip.name for slip in slips_of(write_exercise(tmp_path / "whole"))]

    def interrupted(tree: Any) -> Iterator[Variant]:
        yield next(variants(tree))
        raise JudgeTimeoutError

    monkeypatch.setattr("runner.judge.slips.variants", interrupted)
    with pytest.raises(JudgeTimeoutError):
        list(slips_of(exercise))
    monkeypatch.setattr("runner.judge.slips.variants", variants)
    assert [slip.name for slip in slips_of(exercise)] == names
