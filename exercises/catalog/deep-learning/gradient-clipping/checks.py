import math

import numpy as np

from runner.judge import check, close, parts, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    clipped, norm = parts(learner.clip_by_global_norm(example(), 1.0), "clipped", "norm")
    close(norm, 5.0, name="your norm")
    close(clipped, {"a": np.array([0.8, 0.2]), "b": np.array([[0.4, -0.4]])}, name="your gradients")


@check(example=True)
def short_enough(learner, rng):
    """A gradient that is short enough does not change"""
    for limit in (10.0, 5.0):
        clipped, norm = parts(learner.clip_by_global_norm(example(), limit), "clipped", "norm")
        close(norm, 5.0, name="your norm")
        close(clipped, example(), name="your gradients")


@check
def any_model(learner, rng):
    """Any number of parameters of any shapes, with any limit"""
    for _ in range(4):
        compare(learner, draw(rng), float(rng.uniform(0.5, 3.0)))
    compare(learner, {"w": rng.normal(size=(30, 40)) * 100}, 2.5)
    compare(learner, {f"layer{i}": rng.normal(size=3) for i in range(100)}, 2.5)


@check
def short_limits(learner, rng):
    """A limit may be as small as a ten-thousandth"""
    compare(learner, {name: g * 1e-4 for name, g in draw(rng).items()}, 1e-4, atol=0.0)


@check
def zero(learner, rng):
    """Gradients that are all 0 stay 0"""
    compare(learner, {"a": np.zeros(3), "b": np.zeros((2, 2))}, 1.0)


@check
def arguments_unchanged(learner, rng):
    """The dict and its arrays are not modified"""
    compare(learner, draw(rng), 0.5)
    compare(learner, draw(rng), 1000.0)
    preserves_arguments(learner)


def example():
    return {"a": np.array([4.0, 1.0]), "b": np.array([[2.0, -2.0]])}


def draw(rng):
    return {
        f"layer{i}": rng.normal(size=rng.integers(2, 5, size=rng.integers(1, 4))) * 3 for i in range(rng.integers(2, 5))
    }


def compare(learner, grads, limit, atol=None):
    expected_norm = math.hypot(*(v for g in grads.values() for v in g.ravel().tolist()))
    factor = limit / expected_norm if expected_norm > limit else 1.0
    clipped, norm = parts(learner.clip_by_global_norm(grads, limit), "clipped", "norm")
    close(norm, expected_norm, name="your norm")
    close(clipped, {name: g * factor for name, g in grads.items()}, name="your gradients", atol=atol)
