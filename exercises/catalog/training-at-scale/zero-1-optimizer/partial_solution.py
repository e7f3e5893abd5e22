# Three steps are left for you. Replace each raise NotImplementedError with your code.

import numpy as np


def init_states(weights, ranks):
    """Each rank's part of the master weights, and its moments.

    weights: (n,) float16
    Returns a list of dicts with "master", "m" and "v", float64: entries r * c to min((r + 1) * c, n) - 1 on rank r,
    with c = ceil(n / ranks).
    """
    master = weights.astype(np.float64)
    return [{"master": part, "m": np.zeros(len(part)), "v": np.zeros(len(part))} for part in split(master, ranks)]


def step(states, grads, t, lr, beta1, beta2, eps, max_norm):
    """One step of Adam, in which each rank updates its own part.

    states: list of R dicts    grads: list of R gradients (n,)    max_norm: a float, or None
    Returns (weights, states) with weights (n,) float16.
    """
    ranks = len(states)
    # Step 1 of 3, reduce-scatter: received, a list with each rank's part of the mean gradient. split() cuts one vector
    # into the parts of all ranks.
    raise NotImplementedError
    # Step 2 of 3, clip: scale, the number that every part is multiplied by, 1 if nothing is clipped. No rank has the
    # whole gradient, but each can contribute one number to its norm.
    raise NotImplementedError

    updated = [adam(state, scale * g, t, lr, beta1, beta2, eps) for state, g in zip(states, received)]
    # Step 3 of 3, all-gather: weights (n,) float16, from the master weights of all ranks.
    raise NotImplementedError
    return weights, updated


def adam(state, g, t, lr, beta1, beta2, eps):
    """The new state of one rank."""
    m = beta1 * state["m"] + (1 - beta1) * g
    v = beta2 * state["v"] + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return {"master": state["master"] - lr * m_hat / (np.sqrt(v_hat) + eps), "m": m, "v": v}


def split(vector, ranks):
    """The parts of the ranks. The last ones may be shorter, or empty."""
    c = -(-len(vector) // ranks)  # rounded up
    return [vector[r * c : (r + 1) * c] for r in range(ranks)]


def bytes_per_rank(n, ranks):
    """The bytes for weights, gradients, master weights and moments on a rank that owns ceil(n / ranks) entries.

    bytes_per_rank(7_000_000_000, 64) is 29312500000.
    """
    own = -(-n // ranks)
    return (2 + 2) * n + (4 + 4 + 4) * own
