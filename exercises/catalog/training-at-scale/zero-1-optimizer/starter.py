import numpy as np


def init_states(weights, ranks):
    """Each rank's part of the master weights, and its moments.

    weights: (n,) float16
    Returns a list of dicts with "master", "m" and "v", float64: entries r * c to min((r + 1) * c, n) - 1 on rank r,
    with c = ceil(n / ranks).
    """
    raise NotImplementedError("return the list of states")


def step(states, grads, t, lr, beta1, beta2, eps, max_norm):
    """One step of Adam, in which each rank updates its own part.

    states: list of R dicts    grads: list of R gradients (n,)    max_norm: a float, or None
    Returns (weights, states) with weights (n,) float16.
    """
    # reduce-scatter

    # clip by the norm of the whole mean gradient

    # Adam

    # all-gather

    raise NotImplementedError("return the weights and the new states")


def bytes_per_rank(n, ranks):
    """The bytes for weights, gradients, master weights and moments on a rank that owns ceil(n / ranks) entries.

    bytes_per_rank(7_000_000_000, 64) is 29312500000.
    """
    raise NotImplementedError("return the bytes")
