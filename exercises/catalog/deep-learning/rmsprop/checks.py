import math

import numpy as np

from runner.judge import check, close, curve, parts, preserves_arguments, shape

EPS = 1e-8


@check(example=True)
def first_step(learner, rng):
    """The first step of the worked example"""
    result = learner.rmsprop_step(np.ones(2), np.array([4.0, -0.04]), np.zeros(2), 0.1, 0.75, EPS)
    theta, s = parts(result, "theta", "s")
    close(s, np.array([4.0, 0.0004]), name="your s")
    close(theta, np.array([0.8, 1.2]), name="your theta", rtol=1e-5)


@check(example=True)
def second_step(learner, rng):
    """The second step of the worked example, from an average that is not zero"""
    compare(learner, np.array([0.8, 1.2]), np.array([4.0, -0.04]), np.array([4.0, 0.0004]), 0.1, 0.75, EPS)


@check
def down_a_valley(learner, rng):
    """Fifteen steps in a valley a hundred times steeper along one axis, with other rates, and one step of many parameters"""
    steepness = np.array([[1.0, 100.0], [5.0, 30.0]])
    start = np.abs(rng.normal(size=(2, 2))) + 2
    rates = float(rng.uniform(0.05, 0.15)), float(rng.uniform(0.8, 0.95)), 1e-14
    yours = reference = start, np.zeros_like(start)
    walks = [(yours, reference)]
    for _ in range(15):
        yours = parts(learner.rmsprop_step(yours[0], steepness * yours[0], yours[1], *rates), "theta", "s")
        for title, value in zip(("your theta", "your s"), yours):
            shape(value, start.shape, name=title)
        reference = expected(reference[0], steepness * reference[0], reference[1], *rates)
        walks.append((yours, reference))
    losses = [[float(np.sum(steepness * theta**2) / 2) for theta, _ in states] for states in zip(*walks)]
    learner.show(curve(dict(zip(("yours", "expected"), losses)), x="step", y="loss", log=True))
    for step, (mine, theirs) in enumerate(walks):
        close(mine[1], theirs[1], name=f"after step {step}, your s")
        close(mine[0], theirs[0], name=f"after step {step}, your theta")
    theta, grad, s = rng.normal(size=(3, 30, 40))
    compare(learner, theta, grad, s**2, *rates)


@check
def small_gradients(learner, rng):
    """Gradients as small as epsilon, and entries whose gradients were all 0"""
    grad = np.concatenate([rng.normal(size=4) * 1e-4, rng.normal(size=3) * 1e-2, np.zeros(2)])
    s = np.concatenate([rng.random(4) * 1e-8, rng.random(3) * 1e-4, np.zeros(2)])
    compare(learner, rng.normal(size=9), grad, s, 0.1, 0.9, EPS)
    compare(learner, rng.normal(size=9), grad, s, 0.1, 0.9, 1e-4)


@check
def arguments_unchanged(learner, rng):
    """Parameters, gradient and average are not modified"""
    compare(learner, rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), rng.random((2, 3)), 0.01, 0.9, EPS)
    preserves_arguments(learner)


def compare(learner, theta, grad, s, lr, beta, eps):
    new_theta, new_s = expected(theta, grad, s, lr, beta, eps)
    yours, your_s = parts(learner.rmsprop_step(theta, grad, s, lr, beta, eps), "theta", "s")
    close(your_s, new_s, name="your s", atol=1e-14)
    close(yours, new_theta, name="your theta")


def expected(theta, grad, s, lr, beta, eps):
    """The two formulas, entry by entry."""
    entries = []
    for position, slope, square in zip(*(array.ravel().tolist() for array in (theta, grad, s))):
        square = beta * square + (1 - beta) * slope**2
        entries.append((position - lr * slope / math.sqrt(square + eps), square))
    return tuple(np.array(column).reshape(theta.shape) for column in zip(*entries))
