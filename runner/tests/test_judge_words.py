"""An assertion reports the first of these that is wrong: type, shape, dtype, finiteness, value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from runner.judge import (
    CheckFailure,
    Tensor,
    array,
    close,
    dtype,
    entries,
    gradient,
    holds,
    parts,
    preserves_arguments,
    raises,
    shape,
)
from runner.judge.proxy import Call, Learner
from runner.protocol import Limits, Verdict
from runner.sandbox.errors import LearnerError
from runner.sandbox.factory import open_cell

MATRIX = np.array([[1.0, -2.0, 4.0], [0.5, 3.0, -1.0]])


def said(word: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    with pytest.raises(CheckFailure) as failure:
        word(*args, **kwargs)
    return failure.value.message


def test_equal_values_pass_in_any_container() -> None:
    close(MATRIX, MATRIX.copy())
    close(3.0, 3.0 + 1e-12)
    close(np.float32(0.5), 0.5)
    close(2, 2.0)
    close((MATRIX, [1, 2]), (MATRIX, [1, 2]))
    close({"a": MATRIX, "b": 1.0}, {"a": MATRIX, "b": 1.0})
    close("merge", "merge")
    close(np.array([np.nan, np.inf]), np.array([np.nan, np.inf]))


def test_rounding_of_the_coarser_dtype_is_tolerated() -> None:
    close((MATRIX * (1 + 1e-6)).astype(np.float32), MATRIX)
    assert "expected" in said(close, MATRIX * (1 + 1e-5), MATRIX)


def test_returning_half_precision_does_not_widen_the_tolerance() -> None:
    small = np.full(3, 5e-4)
    assert "expected" in said(close, np.zeros(3, np.float16), small)
    close(small.astype(np.float16) * np.float16(1.001), small.astype(np.float16))


@pytest.mark.parametrize(
    ("dtype", "size"), [(np.float64, 1e-9), (np.float64, 2e-12), (np.float32, 9e-6), (np.float32, 2e-6)]
)
def test_zeros_do_not_pass_for_small_numbers(dtype: Any, size: float) -> None:
    small = np.array([size, -size / 3, 0.0], dtype)
    assert "is zero everywhere" in said(close, np.zeros_like(small), small)
    assert "expected" in said(close, np.zeros_like(small), small.astype(np.float64))
    assert "zero everywhere" in said(gradient, {"W": np.zeros_like(small)}, {"W": small})
    close(small * dtype(1.00001), small)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_rounding_errors_near_zero_are_tolerated(dtype: Any) -> None:
    rest = np.full(3, np.finfo(dtype).eps, dtype)
    close(3 * rest, -rest)
    close(rest, np.zeros(3, dtype))
    close(np.zeros(3, dtype), rest)


def test_small_entries_beside_a_large_one_may_be_rounded() -> None:
    close(np.array([1e3, 0.0]), np.array([1e3, 1e-9]))
    close(np.array([np.inf, 0.0]), np.array([np.inf, 1e-13]))


def test_complex_numbers_are_equal_up_to_rounding_too() -> None:
    waves = np.exp(1j * np.arange(6))
    close(waves * (1 + 1e-9), waves)
    close(waves.astype(np.complex64), waves)
    assert "expected" in said(close, waves.conj(), waves)


@pytest.mark.parametrize(
    ("yours", "expected", "sentence"),
    [
        (None, MATRIX, "Your result is None; expected a NumPy array. Is a return missing?"),
        (MATRIX.tolist(), MATRIX, "You returned a list (length 2); return a NumPy array."),
        (
            Tensor(MATRIX),
            MATRIX,
            "Your result is a torch tensor of shape (2, 3); expected a NumPy array. Return it as NumPy",
        ),
        (MATRIX, 1.0, "Your result is a NumPy array of shape (2, 3); expected a number. Is a sum or a mean missing?"),
        (True, 1.0, "Your result is a truth value; expected a number."),
        ([1], (1,), "Your result is a list of 1; expected a tuple."),
        ("b", "a", "Your result is 'b'; expected 'a'."),
    ],
)
def test_a_wrong_type_is_reported_first(yours: Any, expected: Any, sentence: str) -> None:
    assert said(close, yours, expected).startswith(sentence)


def test_a_wrong_shape_is_reported_before_values_with_its_likely_cause() -> None:
    assert "(3, 2); expected (2, 3): the axes are in another order" in said(close, MATRIX.T, MATRIX)
    assert "an axis of length 1 is too many" in said(close, MATRIX[:, None], MATRIX)
    assert "the leading batch axes are missing" in said(close, MATRIX[0], MATRIX)
    assert "axis 0 was summed away" in said(close, MATRIX[:1], MATRIX)


def test_an_integer_array_is_reported_before_its_values() -> None:
    message = said(close, MATRIX.astype(int), MATRIX)
    assert "holds integers (dtype int64); expected floating-point numbers" in message
    assert "cut off" in message


def test_nan_and_infinity_are_reported_before_values() -> None:
    broken = MATRIX.copy()
    broken[1, 2] = np.nan
    assert said(close, broken, MATRIX).startswith("Your result is NaN at [1, 2]; expected finite numbers.")
    assert "an infinity" in said(close, np.inf, 3.0)


@pytest.mark.parametrize(
    ("yours", "cause"),
    [
        (-MATRIX, "it has the opposite sign"),
        (MATRIX * 8, "it is 8 times too large, and 8 is the batch size"),
        (MATRIX / 8, "it is 8 times too small, and 8 is the batch size"),
        (MATRIX * 3, "it is 3 times too large."),
        (MATRIX / np.sqrt(8), "the square root of the batch size"),
        (MATRIX + 2, "every entry is off by the same 2"),
        (MATRIX[::-1].copy(), "it is in reverse order along axis 0"),
        (MATRIX + np.array([[1.0, 2.0, 3.0]]), "every column is right up to an offset of its own"),
        (MATRIX / np.log(2), "what a logarithm to base 2 makes of a natural one"),
        (MATRIX**2, "it is the square of the expected result"),
        (MATRIX + np.array([2e-6, 0.0, 1e-6]), "it was computed in float32"),
    ],
)
def test_a_wrong_value_comes_with_its_likely_cause(yours: Any, cause: str) -> None:
    assert cause in said(close, yours, MATRIX, sizes={"the batch size": 8})


def test_numbers_that_fit_into_float32_are_recognised_though_more_of_them_is_lost() -> None:
    single = (MATRIX / 7 * (1 + 2e-5)).astype(np.float32).astype(np.float64)
    assert "it was computed in float32" in said(close, single, MATRIX / 7)
    assert "float32" not in said(close, MATRIX / 7 * (1 + 2e-5), MATRIX / 7)
    assert "float32" not in said(close, np.array([1.0, 0.0]), np.array([1 - 5e-5, 5e-5]))


def test_a_rounded_value_is_recognised_as_rounded() -> None:
    assert "it is rounded to 3 decimals" in said(close, np.round(MATRIX / 7, 3), MATRIX / 7)
    assert "it is rounded to 2 decimals" in said(close, 0.67, 2 / 3)


def test_a_square_matrix_is_recognised_as_a_transpose() -> None:
    square = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert "it is the transpose of the expected result" in said(close, square.T, square)


@pytest.mark.parametrize(
    ("yours", "expected"),
    [
        (0.0, 0.5),  # "it is zero" would repeat the message
        (np.zeros(3), np.array([1.0, 2.0, 3.0])),
        (2, 1),
        (np.array([2, 4, 6]), np.array([1, 2, 3])),  # indices are not "2 times too large"
        (np.array([1.0, 2.0, 6.0]), np.array([1.0, 2.0, 3.0])),  # one wrong entry has no pattern
        (np.array([[0.0, 0.0], [1.0, 3.0]]), np.array([[1.0, 2.0], [1.0, 2.0]])),  # nor has a row of zeros
        (np.array([1.0, 0.0, 1.0, 0.0, 1.0, 1.0]), np.array([0.0, 1.0, 1.0, 1.0, 1.0, 0.0])),  # a saturated mask
        (0.99992 * MATRIX[0], MATRIX[0]),  # "1 times too small"
        (MATRIX * np.array([[2.0], [5.0]]), MATRIX),  # a factor for each row, whatever went wrong
    ],
    ids=["zero", "zeros", "index", "indices", "one entry", "row of zeros", "saturated", "nearly right", "rows"],
)
def test_a_pattern_that_may_be_a_coincidence_names_no_cause(yours: Any, expected: Any) -> None:
    assert "Likely" not in said(close, yours, expected)


@pytest.mark.parametrize(
    ("yours", "count", "difference"),
    [
        ([9, 2], " The other entry is right.", "1 of 2 entries differs."),
        ([9, 2, 3], " The other 2 entries are right.", "1 of 3 entries differs."),
        ([9, 9.5, 3], " In all, 2 of 3 entries differ.", "2 of 3 entries differ."),
        ([9, 9.5, 6.5], "", "3 of 3 entries differ."),
    ],
)
def test_without_a_pattern_the_first_difference_is_reported(yours: list[float], count: str, difference: str) -> None:
    with pytest.raises(CheckFailure) as failure:
        close(np.array(yours, float), np.array([1.0, 2.0, 3.0])[: len(yours)])
    assert failure.value.message == f"Your result is 9 at [0]; expected 1.{count}"
    assert failure.value.detail["difference"] == f"{difference} Largest difference: 8 at [0]"


def test_a_wrong_dict_entry_is_named() -> None:
    assert said(close, {"W": MATRIX, "b": 2.0}, {"W": MATRIX, "b": 1.0}).startswith("Your result['b'] is 2")
    assert said(close, {"W": MATRIX}, {"W": MATRIX, "b": 1.0}) == "Your result lacks b."


@pytest.mark.parametrize(
    ("name", "yours", "expected", "sentence"),
    [
        ("your weights", np.array([0.0, 1.0]), np.array([0.5, 1.0]), "Your weights are 0 at [0]; expected 0.5."),
        ("your weights", np.zeros(2), np.array([0.5, 1.0]), "Your weights are zero everywhere; expected 0.5 at [0]."),
        ("your bias", np.zeros(2), np.array([0.5, 1.0]), "Your bias is zero everywhere; expected 0.5 at [0]."),
        ("your rate of 2 epochs", 1.0, 2.0, "Your rate of 2 epochs is 1; expected 2."),
        ("after 2 steps, your losses", [1.5], [2.5], "After 2 steps, your losses[0] is 1.5; expected 2.5."),
        ("your codes", MATRIX, MATRIX.astype(int), "Your codes hold floating-point numbers (dtype float64)"),
        ("your rows", MATRIX, MATRIX[0], "Your rows have shape (2, 3); expected (3,)"),
        ("your list of pieces", ["a", "b"], ["ab"], "Your list of pieces has 2 entries; expected 1."),
        ("your list of losses for 2 classes", [0.5], [0.25], "Your losses[0] for 2 classes is 0.5; expected 0.25."),
        ("your list of weights", [np.array([np.nan])], [np.ones(1)], "Your weights[0] is NaN at [0]; expected finite"),
        ("your worst entry", (0,), (1,), "Your worst entry is (0,); expected (1,)."),
    ],
)
def test_a_sentence_agrees_with_the_name_of_the_value(name: str, yours: Any, expected: Any, sentence: str) -> None:
    assert said(close, yours, expected, name=name).startswith(sentence)


def test_unpacking_a_wrong_value_raises_only_check_failures() -> None:
    assert parts((1, 2), "loss", "grads") == (1, 2)
    assert "returned None; expected the tuple (loss, grads)" in said(parts, None, "loss", "grads")
    assert "a tuple of 3; expected (loss, grads)" in said(parts, (1, 2, 3), "loss", "grads")
    assert "expected a dict with W, b" in said(entries, [1], ["W", "b"])
    assert "has extra, which the exercise doesn't ask for" in said(entries, {"W": 1, "extra": 2}, ["W"])
    assert "expected a NumPy array" in said(array, 3.0)


def test_shape_and_dtype_have_assertions_of_their_own() -> None:
    shape(MATRIX, (2, 3))
    dtype(MATRIX, np.float64)
    assert "expected (3,)" in said(shape, MATRIX, (3,))
    assert "dtype float64; expected float32" in said(dtype, MATRIX, np.float32)


def test_a_condition_fails_with_its_own_message_and_details() -> None:
    holds(True, "unused")
    with pytest.raises(CheckFailure, match=re.escape("Weights are negative.")) as failure:
        holds(np.bool_(False), "Weights are negative.", yours=MATRIX)
    assert "-2." in failure.value.detail["yours"]


def test_nearly_equal_numbers_print_with_enough_digits() -> None:
    with pytest.raises(CheckFailure) as failure:
        close(4.00001, 4.0)
    assert failure.value.message.startswith("Your result is 4.00001; expected 4.")
    with pytest.raises(CheckFailure) as failure:
        close(4.000005, 4.0)
    assert failure.value.message.startswith("Your result is 4.000005; expected 4.")


class Raising:
    """A player whose every call raises."""

    changed_arguments = ("Q", "params['W1']")

    def __init__(self, error: LearnerError | None) -> None:
        self.error = error

    def call(self, name: str, args: Any, kwargs: Any) -> Any:
        if self.error:
            raise self.error
        return 1

    def each(self, name: str, cases: Any) -> Iterator[Any]:
        return (self.call(name, args, {}) for args in cases)

    def cpu_s(self) -> float:
        return 0.0

    def repeat(self, times: int, name: str, args: Any, kwargs: Any) -> list[Any]:
        return [self.call(name, args, kwargs)] * times


def call_with(error: LearnerError | None) -> None:
    with raises(ValueError, when="k is 0"):
        Learner(Raising(error), ("top_k",)).top_k(0)


def test_raises_accepts_the_exception_or_a_subclass() -> None:
    call_with(LearnerError(Verdict.ERROR, "line 2, in top_k: raise\nValueError: k is 0", 2))
    call_with(LearnerError(Verdict.ERROR, "UnicodeError: a kind of ValueError", 2))
    assert "returned a value; expected ValueError" in said(call_with, None)
    wrong = LearnerError(Verdict.ERROR, "line 2, in top_k: x\nKeyError: 'k'", 2)
    assert said(call_with, wrong) == "When k is 0, your function raised KeyError; expected ValueError."


@pytest.mark.parametrize("error", ["TooSmall", "np.linalg.LinAlgError"])
def test_raises_accepts_a_subclass_that_is_not_built_in(error: str) -> None:
    source = f"import numpy as np\nclass TooSmall(ValueError): ...\ndef top_k(k): raise {error}(k)\n"
    with open_cell(Limits()) as cell:
        cell.load(source)
        learner = Learner(cell, ("top_k",))
        with raises(ValueError, when="k is 0"):
            learner.top_k(0)
        with pytest.raises(CheckFailure, match=r"raised .*; expected KeyError"), raises(KeyError, when="k is 0"):
            learner.top_k(0)


def test_raises_does_not_swallow_a_time_limit() -> None:
    with pytest.raises(LearnerError):
        call_with(LearnerError(Verdict.TIMEOUT, "stopped after 10 s, the time limit"))


def test_preserves_arguments_names_those_that_changed() -> None:
    learner = Learner(Raising(None), ("f",))
    learner.f()
    assert said(preserves_arguments, learner).startswith(
        "Your function changed its arguments Q and params['W1'] in place."
    )


def test_the_transcript_keeps_arguments_as_they_were_at_the_call() -> None:
    given = MATRIX.copy()
    learner = Learner(Raising(None), ("f",))
    learner.f(given)
    given[...] = 0
    call: Call = learner.calls[0]
    assert np.array_equal(call.args[0], MATRIX)


def test_a_check_can_call_only_what_the_exercise_asks_for() -> None:
    with pytest.raises(AttributeError, match="does not list 'g'"):
        Learner(Raising(None), ("f",)).g()


def test_a_factor_of_2_is_no_root_and_an_exact_size_goes_before_roots() -> None:
    assert said(close, 2 * MATRIX, MATRIX, sizes={"V": 4, "k": 2}).endswith("Likely: it is 2 times too large.")
    assert "4 is the number of heads" in said(close, 4 * MATRIX, MATRIX, sizes={"V": 16, "the number of heads": 4})
    assert said(close, 4 * MATRIX, MATRIX, sizes={"n": 2}).endswith("Likely: it is 4 times too large.")


def test_the_worst_entry_is_named_where_the_first_is_off_by_rounding() -> None:
    overflow = MATRIX + np.array([[0.001, 0.0, 0.0], [0.0, -3.0, 0.0]])
    assert said(close, overflow, MATRIX).startswith("Your result is 0 at [1, 1]; expected 3.")
    twice = MATRIX + np.array([[1.0, 0.0, 0.0], [0.0, -3.0, 0.0]])
    assert "at [0, 0]" in said(close, twice, MATRIX)
    assert "at [0, 1]" in said(close, twice, np.where(MATRIX == -2, np.nan, MATRIX))
    assert "at [0, 0]" in said(close, np.array([[1, 90]]), np.array([[0, 9]])), "a label is not further from another"
