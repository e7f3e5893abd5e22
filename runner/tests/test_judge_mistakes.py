"""A classic mistake is recognised and named. Other code is never said to make it."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from runner.catalog import CatalogExercise
from runner.judge import Rng, Tensor
from runner.judge.check_runs import CheckRun, play
from runner.judge.limits import time_limit
from runner.judge.mistakes import classic_mistake, same
from runner.judge.players import InProcessPlayer
from runner.protocol import Mistake, Verdict
from runner.sandbox.errors import LearnerError
from runner.tests.toy import write_exercise


def code(source: str) -> InProcessPlayer:
    module = ModuleType("code")
    exec(source, module.__dict__)  # noqa: S102 - the test's own source
    return InProcessPlayer(module)


def first_failure(exercise: CatalogExercise, source: str) -> CheckRun:
    for check in exercise.checks:
        played = play(check, code(source), exercise.spec.entry, secret=1)
        if played.ending is not None:
            return played
    raise AssertionError("it passes")


def recognised(exercise: CatalogExercise, source: str) -> Mistake | None:
    one = first_failure(exercise, source)
    return classic_mistake(exercise, one)


def test_a_mistake_is_recognised_in_different_code(tmp_path: Path) -> None:
    exercise = write_exercise(tmp_path)
    mistake = recognised(exercise, "import numpy as np\ndef row_means(x):\n    return np.array([sum(r) for r in x])")
    assert mistake == Mistake("sums", "You return the sum of each row. Divide by its length.")


def test_a_mistake_that_changes_the_argument_is_recognised(tmp_path: Path) -> None:
    mistake = recognised(
        write_exercise(tmp_path), "def row_means(x):\n    x *= 1 / x.shape[1]\n    return x.sum(axis=1)"
    )
    assert mistake is not None
    assert mistake.name == "divides_in_place"


def test_an_unrelated_error_is_not_called_a_known_mistake(tmp_path: Path) -> None:
    assert recognised(write_exercise(tmp_path), "def row_means(x):\n    return x.sum(axis=1) / x.shape[1] + 1") is None


def test_right_values_of_another_type_match_no_mistake(tmp_path: Path) -> None:
    assert recognised(write_exercise(tmp_path), "def row_means(x):\n    return x.sum(axis=1).tolist()") is None


def test_a_mistake_must_match_every_call_of_the_check(tmp_path: Path) -> None:
    """The first call returns what the mistake returns. The second doesn't."""
    source = "def row_means(x):\n    return x.sum(axis=1) / (2 if x.shape[1] < 5 else 7)"
    exercise = write_exercise(tmp_path, checks_py=TWO_CALLS)
    assert recognised(exercise, source) is None
    found = recognised(exercise, "def row_means(x):\n    return 0.5 * x.sum(axis=1)")
    assert found is not None
    assert found.name == "halves"


TWO_CALLS = '''\
from runner.judge import check, close


@check(example=True)
def any_shape(learner, rng):
    """Both at once"""
    x, longer = rng.normal(size=(4, 3)), rng.normal(size=(4, 5))
    close([learner.row_means(x), learner.row_means(longer)], [x.mean(axis=1), longer.mean(axis=1)])
'''


def test_a_mistake_that_fails_at_an_earlier_call_does_not_match(tmp_path: Path) -> None:
    leaks = '"""zeros_first\n\nYou leak."""\ndef row_means(x):\n    return x.mean(axis=1) + 1e-14\n'
    exercise = write_exercise(tmp_path, checks_py=ZEROS_FIRST, mistakes__leaks_py=leaks)
    assert recognised(exercise, "def row_means(x):\n    return x.mean(axis=1) * 2") is None
    found = recognised(exercise, "def row_means(x):\n    return 1e-14 + x.mean(axis=1)")
    assert found is not None
    assert found.name == "leaks"


ZEROS_FIRST = '''\
import numpy as np

from runner.judge import check, close, holds


@check(example=True)
def zeros_first(learner, rng):
    """Zeros to the last bit, then others"""
    holds((learner.row_means(np.zeros((2, 3))) == 0).all(), "It is not 0.")
    x = rng.normal(size=(2, 3))
    close(learner.row_means(x), x.mean(axis=1))
'''


def test_the_same_exception_is_recognised(tmp_path: Path) -> None:
    raising = '"""worked_example\n\nYou index a row too far.\n"""\ndef row_means(x):\n    return x[99]\n'
    exercise = write_exercise(tmp_path, mistakes__too_far_py=raising)
    mistake = recognised(exercise, "def row_means(x):\n    y = x[:1]\n    return x[99] + y")
    assert mistake is not None
    assert mistake.name == "too_far"
    assert recognised(exercise, "def row_means(x):\n    return x[98]") is None


def test_a_mistake_whose_own_check_the_learner_passed_is_not_named(tmp_path: Path) -> None:
    exercise = write_exercise(tmp_path)
    one = first_failure(exercise, "def row_means(x):\n    return x.sum(axis=1)")
    assert classic_mistake(exercise, one, passed_checks={"worked_example"}) is None


def test_of_two_matches_the_one_that_names_the_check_wins(tmp_path: Path) -> None:
    twin = '"""any_shape\n\nTold elsewhere.\n"""\ndef row_means(x):\n    return x.sum(axis=1)\n'
    mistake = recognised(write_exercise(tmp_path, mistakes__a_twin_py=twin), "def row_means(x):\n    return x.sum(1)")
    assert mistake is not None
    assert mistake.name == "sums"


def spin() -> None:
    while True:
        pass


def test_a_mistake_that_hangs_costs_only_its_time_limit(tmp_path: Path) -> None:
    with pytest.raises(TimeoutError), time_limit(0.1):
        spin()


def test_our_code_gets_copies_generators_and_tensors() -> None:
    player = code("def f(rng, t, x):\n    x += 1\n    return float(rng.random()), t * 2, x.sum()")
    x = np.ones(3)
    number, tensor, total = player.call("f", (Rng(5), Tensor(x.copy()), x), {})
    assert number == np.random.default_rng(5).random()
    assert isinstance(tensor, Tensor)
    assert tensor.array.tolist() == [2.0, 2.0, 2.0]
    assert total == 6
    assert x.sum() == 3
    assert player.changed_arguments
    draws = code("def f(rng):\n    return int(rng.integers(1000))").repeat(3, "f", (Rng(5),), {})
    assert draws == np.random.default_rng(5).integers(1000, size=3).tolist()


def test_our_code_changed_its_argument_if_a_single_bit_differs() -> None:
    player = code(
        "def f(x):\n    x += 0.1\n    x -= 0.1\n    return 0\ndef g(x):\n    x += 1\n    x -= 1\n    return 0"
    )
    player.call("f", (np.array([0.3, np.nan]),), {})
    assert player.changed_arguments
    player.call("g", (np.array([2.0, np.nan]),), {})
    assert not player.changed_arguments


def test_an_exception_in_our_code_is_reported_as_a_learners_would_be() -> None:
    with pytest.raises(LearnerError, match="ZeroDivisionError") as failure:
        code("def f():\n    return 1 / 0").call("f", (), {})
    assert failure.value.verdict is Verdict.ERROR


def test_values_match_by_type_and_up_to_rounding() -> None:
    assert same({"a": [np.ones(2) * (1 + 1e-12), 1]}, {"a": [np.ones(2), 1]})
    assert same(np.array([np.nan]), np.array([np.nan]))
    assert not same(np.ones(2), np.ones(2, dtype=np.float32))
    assert not same(np.zeros(2), np.array([3e-9, -1e-9]))
    assert not same(np.array([3e-9, -1e-9]), np.zeros(2))
    assert same(np.array([3e-9, -1e-9]) * (1 + 1e-9), np.array([3e-9, -1e-9]))
    assert not same(np.array([1j]), np.array([-1j]))
    assert same((0.5, [1]), (np.float64(0.5), [np.int64(1)]))
    assert same(0.5, np.array(0.5))
    assert not same(0.5, np.float32(0.5))
    assert not same(1, 1.0)
    assert not same((1,), [1])
    assert not same(np.ones(2), np.ones((2, 1)))
    assert not same({"a": 1}, {"b": 1})
