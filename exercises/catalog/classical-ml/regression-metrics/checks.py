import math

import numpy as np

from runner.judge import check, close, preserves_arguments

NAMES = ("mse", "rmse", "mae", "r2")
EXAMPLE = np.array([1.0, 2.0, 3.0, 6.0]), np.array([3.0, 2.0, 2.0, 6.0])


@check(example=True)
def squared_errors(learner, rng):
    """MSE and RMSE of the worked example"""
    compare(learner, *EXAMPLE, ("mse", "rmse"))


@check(example=True)
def absolute_errors(learner, rng):
    """MAE of the worked example"""
    compare(learner, *EXAMPLE, ("mae",))


@check(example=True)
def explained(learner, rng):
    """R² of the worked example"""
    compare(learner, *EXAMPLE, ("r2",))


@check
def any_numbers(learner, rng):
    """Any numbers, including integers, and predictions worse than the mean"""
    y = rng.normal(size=9) * 5 + 20
    compare(learner, y, y + rng.normal(size=9))
    compare(learner, y, -y)
    compare(learner, rng.permutation([1, 4, 2, 8, 5]), rng.integers(0, 10, size=5))
    compare(learner, *rng.normal(size=(2, 2000)))


@check
def column(learner, rng):
    """Predictions given as a column give the same results"""
    y = rng.normal(size=6) * 3
    compare(learner, y, (y + rng.normal(size=6))[:, None])


@check
def arguments_unchanged(learner, rng):
    """Targets and predictions are not modified"""
    compare(learner, rng.normal(size=5), rng.normal(size=5))
    preserves_arguments(learner)


@check
def mixed_dtypes(learner, rng):
    """Integer targets with float predictions, and the other way round"""
    whole = rng.permutation([1, 4, 2, 8, 5])
    compare(learner, whole, whole + rng.uniform(0.2, 0.8, size=5))
    compare(learner, whole + rng.uniform(0.2, 0.8, size=5), whole)


def compare(learner, y_true, y_pred, names=NAMES):
    pairs = list(zip(y_true.tolist(), y_pred.ravel().tolist()))
    n, mean = len(pairs), sum(y for y, _ in pairs) / len(pairs)
    squares, around = sum((y - p) ** 2 for y, p in pairs), sum((y - mean) ** 2 for y, _ in pairs)
    absolute = sum(abs(y - p) for y, p in pairs)
    expected = {"mse": squares / n, "rmse": math.sqrt(squares / n), "mae": absolute / n, "r2": 1 - squares / around}
    for name in names:
        close(
            getattr(learner, name)(y_true, y_pred),
            expected[name],
            name=f"your {name}",
            sizes={"the number of targets": n},
        )
