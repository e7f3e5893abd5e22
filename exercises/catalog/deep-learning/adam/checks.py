import math

import numpy as np

from runner.judge import check, close, curve, parts, preserves_arguments, shape

RATES = 0.1, 0.9, 0.999, 1e-8
NAMES = "your theta", "your m", "your v"


@check(example=True)
def first_step(learner, rng):
    """Step 1 of the worked example"""
    compare(learner, np.ones(2), np.array([2.0, -0.1]), np.zeros(2), np.zeros(2), 1, *RATES)


@check(example=True)
def second_step(learner, rng):
    """Step 2 of the worked example"""
    state = np.array([0.9, 1.1]), np.array([1.0, 0.1]), np.array([0.2, -0.01]), np.array([0.004, 1e-5])
    compare(learner, *state, 2, *RATES)


@check
def down_a_valley(learner, rng):
    """Fifteen steps in a valley a hundred times steeper along one axis, with other rates, and one step of many parameters"""
    steepness = np.array([[1.0, 100.0], [5.0, 30.0]])
    start = np.abs(rng.normal(size=(2, 2))) + 2
    rates = *(float(rng.uniform(low, high)) for low, high in ((0.2, 0.4), (0.7, 0.85), (0.9, 0.99))), 1e-12
    yours = reference = start, np.zeros_like(start), np.zeros_like(start)
    walks = [(yours, reference)]
    for t in range(1, 16):
        yours = parts(step(learner.adam_step, yours, steepness, t, rates), "theta", "m", "v")
        for title, value in zip(NAMES, yours):
            shape(value, start.shape, name=title)
        reference = step(expected, reference, steepness, t, rates)
        walks.append((yours, reference))
    losses = [[float(np.sum(steepness * state[0] ** 2) / 2) for state in states] for states in zip(*walks)]
    learner.show(curve(dict(zip(("yours", "expected"), losses)), x="step", y="loss", log=True))
    for t, (mine, theirs) in enumerate(walks):
        for title, one, other in zip(NAMES, mine, theirs):
            close(one, other, name=f"after step {t}, {title}")
    theta, grad, m = rng.normal(size=(3, 30, 40))
    compare(learner, theta, grad, m, rng.random((30, 40)) + 0.1, 4, *rates)


@check
def small_gradients(learner, rng):
    """Gradients as small as epsilon, entries whose gradients were all 0, and a late step"""
    grad = np.concatenate([rng.normal(size=4) * 1e-6, np.zeros(2)])
    m, v = np.append(rng.normal(size=4) * 1e-6, [0, 0]), np.append(rng.random(4) * 1e-12, [0, 0])
    for t, eps in ((1, 1e-6), (4, 1e-5), (int(rng.integers(100, 100_000)), 1e-6)):
        compare(learner, rng.normal(size=6), grad, m, v, t, 0.1, 0.9, 0.999, eps)


@check
def arguments_unchanged(learner, rng):
    """Parameters, gradient and averages are not modified"""
    compare(learner, rng.normal(size=5), rng.normal(size=5), rng.normal(size=5), rng.random(5), 3, *RATES)
    preserves_arguments(learner)


def step(function, state, steepness, t, rates):
    theta, m, v = state
    return function(theta, steepness * theta, m, v, t, *rates)


def compare(learner, *arguments):
    yours = parts(learner.adam_step(*arguments), "theta", "m", "v")
    reference = expected(*arguments)
    for i in (1, 2, 0):  # the averages first: the step follows from them
        close(yours[i], reference[i], name=NAMES[i], atol=1e-8 if i == 0 else 1e-18)


def expected(theta, grad, m, v, t, lr, beta1, beta2, eps):
    """The formulas, entry by entry."""
    entries = []
    for position, slope, first, second in zip(*(array.ravel().tolist() for array in (theta, grad, m, v))):
        first = beta1 * first + (1 - beta1) * slope
        second = beta2 * second + (1 - beta2) * slope * slope
        ratio = first / (1 - beta1**t) / (math.sqrt(second / (1 - beta2**t)) + eps)
        entries.append((position - lr * ratio, first, second))
    return tuple(np.array(column).reshape(theta.shape) for column in zip(*entries))
