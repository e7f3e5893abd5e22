import math

import numpy as np

from runner.judge import check, close, holds, parts, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """The worked example: the error of a claimed gradient, and its worst entry"""
    x, claimed = np.array([1.0, 2.0]), np.array([2.0, 6.0])
    error, worst = parts(learner.check_by_name("bowl", x, claimed, 0.5), "error", "worst")
    close(error, 6 / (math.sqrt(40) + math.sqrt(148)), name="your error")
    close(worst, (1,), name="your worst entry")


@check
def wrong_gradients(learner, rng):
    """Gradients with a wrong entry, sign or factor, on four losses with one or two axes"""
    for name, dims in [
        ("bowl", (2,)),
        ("growth", (5,)),
        ("log_sum_exp", (2, 3)),
        ("products", (3, 2)),
        ("growth", (2, 2)),
        ("growth", (40, 26)),
    ]:
        x = rng.normal(size=dims)
        right = gradient(name, x)
        compare(learner, name, x, spoilt_entry(rng, right), 1e-3)
        compare(learner, name, x, right * rng.choice([-1.0, 2.0, 0.1]) + rng.normal(size=dims) / 10, 1e-3)


@check
def large_steps(learner, rng):
    """Central differences with the given step"""
    for name, dims in [("growth", (3,)), ("log_sum_exp", (4,)), ("products", (2, 3))]:
        x = rng.normal(size=dims)
        compare(learner, name, x, gradient(name, x), float(rng.uniform(0.3, 0.6)))


@check
def right_gradients(learner, rng):
    """A correct gradient has an error below one in a million"""
    for name, dims in [("bowl", (2,)), ("growth", (4,)), ("log_sum_exp", (3, 2)), ("products", (2, 2))]:
        x = rng.normal(size=dims)
        error, _ = parts(learner.check_by_name(name, x, gradient(name, x), 1e-5), "error", "worst")
        close(error, 0.0, name="your error for a correct gradient", atol=1e-6)


@check
def integers(learner, rng):
    """x may hold integers"""
    x = rng.permutation(np.arange(-1, 3))
    compare(learner, "growth", x, gradient("growth", x) * 1.5, 1e-3)


@check
def arguments_unchanged(learner, rng):
    """x and the claimed gradient are not modified"""
    x = rng.normal(size=(2, 3))
    result = learner.check_by_name("log_sum_exp", x, spoilt_entry(rng, gradient("log_sum_exp", x)), 1e-3)
    parts(result, "error", "worst")
    preserves_arguments(learner)


def gradient(name, x):
    """The analytic derivative."""
    x = x.astype(float)
    if name == "bowl":
        return np.array([2.0, 6.0]) * x
    if name == "growth":
        return 2 * np.exp(2 * x)
    if name == "log_sum_exp":
        return np.exp(x) / (1 + np.exp(x).sum())
    return 4 * x @ x.T @ x


def loss(name, x):
    if name == "bowl":
        return x[0] ** 2 + 3 * x[1] ** 2
    if name == "log_sum_exp":
        return math.log(1 + sum(math.exp(v) for v in x.flat))
    return sum(float(a @ b) ** 2 for a in x for b in x)


def differences(name, x, step):
    """Central differences. In a sum over the entries, all but the one that moves cancel."""
    if name == "growth":
        return (np.exp(2 * (x + step)) - np.exp(2 * (x - step))) / (2 * step)
    numerical = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        moved = np.zeros(x.shape)
        moved[i] = step
        numerical[i] = (loss(name, x + moved) - loss(name, x - moved)) / (2 * step)
    return numerical


def spoilt_entry(rng, right):
    """One entry is far too small; the others are right."""
    at = tuple(rng.integers(n) for n in right.shape)
    wrong = right.copy()
    wrong[at] /= 100
    return wrong


def compare(learner, name, x, claimed, step):
    numerical = differences(name, x, step)
    off = np.abs(claimed - numerical)
    expected = math.sqrt((off**2).sum()) / (math.sqrt((claimed**2).sum()) + math.sqrt((numerical**2).sum()))
    error, worst = parts(learner.check_by_name(name, x, claimed, step), "error", "worst")
    close(error, expected, name="your error", rtol=1e-5)
    ranked = np.sort(off, axis=None)
    if ranked[-1] - ranked[-2] > 1e-3 * ranked[-1]:  # else rounding could choose
        at = tuple(int(i) for i in np.unravel_index(int(off.argmax()), off.shape))
        close(worst, at, name="your worst entry")
