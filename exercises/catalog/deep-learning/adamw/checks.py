import math

import numpy as np

from runner.judge import check, close, curve, parts, preserves_arguments, shape

RATES = 0.1, 0.9, 0.999, 1e-8
NAMES = "your theta", "your m", "your v"


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    compare(learner, np.array([4.0, 4.0]), np.array([3.0, 0.0]), np.zeros(2), np.zeros(2), 1, *RATES, 0.5)


@check
def down_a_valley(learner, rng):
    """Fifteen steps in a valley, with other rates, and one step without decay"""
    steepness = np.array([1.0, 100.0, 10.0])
    start = np.abs(rng.normal(size=3)) + 3
    rates = *(float(rng.uniform(low, high)) for low, high in ((0.2, 0.4), (0.7, 0.85), (0.9, 0.99))), 0.01, 0.5
    yours = reference = start, np.zeros_like(start), np.zeros_like(start)
    walks = [(yours, reference)]
    for t in range(1, 16):
        yours = parts(step(learner.adamw_step, yours, steepness, t, rates), "theta", "m", "v")
        for title, value in zip(NAMES, yours):
            shape(value, start.shape, name=title)
        reference = step(expected, reference, steepness, t, rates)
        walks.append((yours, reference))
    losses = [[float(np.sum(steepness * state[0] ** 2) / 2) for state in states] for states in zip(*walks)]
    learner.show(curve(dict(zip(("yours", "expected"), losses)), x="step", y="loss", log=True))
    for t, (mine, theirs) in enumerate(walks):
        for title, one, other in zip(NAMES, mine, theirs):
            close(one, other, name=f"after step {t}, {title}")
    for dims in [(2, 3), (30, 40)]:
        theta, grad, m = rng.normal(size=(3, *dims))
        compare(learner, theta, grad, m, rng.random(dims) + 0.1, 4, *RATES, 0.0)


@check
def arguments_unchanged(learner, rng):
    """Parameters, gradient and averages are not modified"""
    compare(learner, rng.normal(size=5), rng.normal(size=5), rng.normal(size=5), rng.random(5), 3, *RATES, 0.1)
    preserves_arguments(learner)


def step(function, state, steepness, t, rates):
    theta, m, v = state
    return function(theta, steepness * theta, m, v, t, *rates)


def compare(learner, *arguments):
    yours = parts(learner.adamw_step(*arguments), "theta", "m", "v")
    reference = expected(*arguments)
    for i in (1, 2, 0):  # the averages first: the step follows from them
        close(yours[i], reference[i], name=NAMES[i])


def expected(theta, grad, m, v, t, lr, beta1, beta2, eps, decay):
    """The formulas, entry by entry."""
    entries = []
    for position, slope, first, second in zip(*(array.ravel().tolist() for array in (theta, grad, m, v))):
        first = beta1 * first + (1 - beta1) * slope
        second = beta2 * second + (1 - beta2) * slope * slope
        ratio = first / (1 - beta1**t) / (math.sqrt(second / (1 - beta2**t)) + eps)
        entries.append((position - lr * (ratio + decay * position), first, second))
    return tuple(np.array(column).reshape(theta.shape) for column in zip(*entries))
