"""The message about a wrong gradient names the parameter and how it is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runner.judge import CheckFailure, gradient, numerical_gradient

RNG = np.random.default_rng(7)
RIGHT = {"b": RNG.normal(size=3), "W": RNG.normal(size=(3, 4))}


def said(**changed: Any) -> str:
    with pytest.raises(CheckFailure) as failure:
        gradient(
            RIGHT | changed,
            RIGHT,
            batch=8,
            sizes={"the number of classes": 3},
            suspects={"W": {"it uses z in place of h": RIGHT["W"] ** 3}},
        )
    return failure.value.message


def test_right_gradients_pass_in_either_precision() -> None:
    gradient(RIGHT, RIGHT)
    gradient({name: value.astype(np.float32) for name, value in RIGHT.items()}, RIGHT)


@pytest.mark.parametrize(
    ("wrong", "clause"),
    [
        (8 * RIGHT["b"], "is 8 times too large: it is summed over the batch of 8 but not averaged. W is right."),
        (RIGHT["b"] / 8, "is 8 times too small: it is divided by the batch size of 8 twice. W is right."),
        (-8 * RIGHT["b"], "is 8 times too large and has the wrong sign: it is summed over the batch"),
        (-RIGHT["b"], "has the wrong sign. W is right."),
        (RIGHT["b"] / 3, "is 3 times too small, and 3 is the number of classes. W is right."),
        (0 * RIGHT["b"], "is zero everywhere: nothing flows back to it. W is right."),
        (np.full(3, np.nan), "holds NaN or infinity. W is right."),
        (np.ones(8), "has shape (8,); expected (3,), the shape of b: it is summed over the wrong axis"),
        (np.stack([RIGHT["b"] / 8] * 8), "expected (3,), the shape of b: it still has one row per example; sum it"),
        (RIGHT["b"][None], "a leading axis of length 1 was kept; drop keepdims"),
        (RIGHT["b"] + np.array([0.0, 1.0, 0.0]), "is wrong in 1 of 3 entries, first at [1]. W is right."),
    ],
)
def test_the_message_says_how_a_gradient_is_wrong(wrong: Any, clause: str) -> None:
    assert said(b=wrong).startswith("The gradient of b ")
    assert clause in said(b=wrong)


def test_a_transposed_gradient_is_reported_as_a_transpose() -> None:
    assert "expected (3, 4), the shape of W: it is exactly the transpose. b is right." in said(W=RIGHT["W"].T)


def test_a_suspect_adds_its_own_clause() -> None:
    assert said(W=RIGHT["W"] ** 3) == "The gradient of W is wrong: it uses z in place of h. b is right."


def test_the_first_wrong_gradient_of_the_backward_pass_is_explained_and_the_others_named() -> None:
    assert said(b=8 * RIGHT["b"], W=8 * RIGHT["W"]).endswith("but not averaged. The same holds for W.")
    assert said(b=8 * RIGHT["b"], W=RIGHT["W"] + 1).endswith("W is wrong too, perhaps for the same reason.")


def test_of_many_wrong_gradients_the_first_are_named() -> None:
    right = {f"W{layer}": RIGHT["W"] + layer for layer in range(99)}
    with pytest.raises(CheckFailure, match=r"The same holds for W1, W2, W3, W4, W5, W6 and 92 others\.$"):
        gradient({name: 3 * value for name, value in right.items()}, right)


@pytest.mark.parametrize("wrong", [None, "no", [1.0], 2.0])
def test_a_gradient_that_is_not_an_array_is_reported(wrong: Any) -> None:
    assert said(b=wrong).startswith("The gradient of b is ")


def test_an_added_multiple_of_the_parameter_is_recognised() -> None:
    params = {"b": np.array([1.0, -2.0, 0.5]), "W": np.ones((3, 4))}
    with pytest.raises(CheckFailure, match=r"The gradient of b is wrong: 0\.01 times b itself is added to it"):
        gradient(RIGHT | {"b": RIGHT["b"] + 0.01 * params["b"]}, RIGHT, params=params)


def test_a_missing_parameter_is_named() -> None:
    with pytest.raises(CheckFailure, match="Your dict of gradients lacks W"):
        gradient({"b": RIGHT["b"]}, RIGHT)


def test_numerical_gradients_are_exact_to_seven_digits_and_do_not_change_the_parameters() -> None:
    params = {"a": np.array([0.3, -1.2]), "b": np.array(2.0)}
    before = {name: value.copy() for name, value in params.items()}
    grads = numerical_gradient(lambda: float(np.sin(params["a"]).sum() * params["b"] ** 2), params)
    assert np.allclose(grads["a"], 4 * np.cos(before["a"]), rtol=1e-7)
    assert np.allclose(grads["b"], 4 * np.sin(before["a"]).sum(), rtol=1e-7)
    assert all(np.array_equal(params[name], before[name]) for name in params)
