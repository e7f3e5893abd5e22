import math

import numpy as np
import torch
from torch.nn import functional as F

from runner.judge import check, close, preserves_arguments

REFERENCE = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": F.leaky_relu,
    "gelu": F.gelu,
}
EXAMPLE = np.array([-2.0, 0.5])


@check(example=True)
def sigmoid_and_slope(learner, rng):
    """Sigmoid and its derivative at -2 and 0.5"""
    compare(learner, "sigmoid", EXAMPLE)


@check(example=True)
def tanh_and_slope(learner, rng):
    """Tanh and its derivative at -2 and 0.5"""
    compare(learner, "tanh", EXAMPLE)


@check(example=True)
def relu_and_slope(learner, rng):
    """ReLU and its derivative at -2 and 0.5"""
    compare(learner, "relu", EXAMPLE)


@check(example=True)
def leaky_relu_and_slope(learner, rng):
    """Leaky ReLU and its derivative at -2 and 0.5"""
    compare(learner, "leaky_relu", EXAMPLE)


@check(example=True)
def gelu_and_slope(learner, rng):
    """GELU and its derivative at -2 and 0.5"""
    compare(learner, "gelu", EXAMPLE)


@check
def any_shape(learner, rng):
    """Random arrays with one, two or three axes, compared with PyTorch"""
    for name in REFERENCE:
        dims = [(7,), (3, 4), (2, 1, 5)][rng.integers(3)] if name != "gelu" else (2, 3, 2)
        compare(learner, name, away_from_zero(rng, dims))
        compare(learner, name, away_from_zero(rng, (8, 160)))
    # so small that the differences of the function are off by more than a millionth
    for name, low, high in (("sigmoid", 14, 16), ("tanh", 7.5, 8.5), ("gelu", -5.5, -5)):
        t = torch.tensor(rng.uniform(low, high, size=4), requires_grad=True)
        REFERENCE[name](t).sum().backward()
        yours = getattr(learner, f"d_{name}")(t.detach().numpy())
        close(yours, t.grad.numpy(), name=f"your d_{name}, where the slope is small,", rtol=1e-6, atol=0)


@check
def large_inputs(learner, rng):
    """Inputs of ±1000 give finite results"""
    x = rng.permutation(np.array([-1000.0, -100.0, -30.0, 30.0, 100.0, 1000.0]))
    for name in REFERENCE:
        compare(learner, name, x)


@check
def arguments_unchanged(learner, rng):
    """The argument is not modified"""
    for name in REFERENCE:
        compare(learner, name, away_from_zero(rng, (2, 3)))
    preserves_arguments(learner)


def away_from_zero(rng, dims):
    """Both signs, and nothing near 0, where ReLU has no derivative."""
    signs = rng.permutation(np.resize([-1.0, 1.0], math.prod(dims))).reshape(dims)
    return signs * rng.uniform(0.05, 3.0, size=dims)


def compare(learner, name, x):
    """The function and its derivative against PyTorch and its autograd."""
    t = torch.tensor(x, requires_grad=True)
    value = REFERENCE[name](t)
    value.sum().backward()
    close(getattr(learner, name)(x), value.detach().numpy(), name=f"your {name}")
    close(getattr(learner, f"d_{name}")(x), t.grad.numpy(), name=f"your d_{name}")
