"""worked_example

You count another 4 bytes for each of the rank's own entries, such as a gradient in float32. Besides the master
weights, the rank keeps only two moments for them.
"""

import numpy as np


def init_states(weights, ranks):
    master = weights.astype(np.float64)
    return [{"master": part, "m": np.zeros(len(part)), "v": np.zeros(len(part))} for part in split(master, ranks)]


def step(states, grads, t, lr, beta1, beta2, eps, max_norm):
    ranks = len(states)
    # reduce-scatter: each rank gets its part of the mean
    received = [sum(parts) / ranks for parts in zip(*(split(grad, ranks) for grad in grads))]
    # an all-reduce of one number
    norm = np.sqrt(sum(np.sum(g**2) for g in received))
    scale = 1.0 if max_norm is None else max_norm / max(norm, max_norm)

    updated = [adam(state, scale * g, t, lr, beta1, beta2, eps) for state, g in zip(states, received)]
    # all-gather of the rounded weights
    weights = np.concatenate([state["master"] for state in updated]).astype(np.float16)
    return weights, updated


def adam(state, g, t, lr, beta1, beta2, eps):
    m = beta1 * state["m"] + (1 - beta1) * g
    v = beta2 * state["v"] + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return {"master": state["master"] - lr * m_hat / (np.sqrt(v_hat) + eps), "m": m, "v": v}


def split(vector, ranks):
    c = -(-len(vector) // ranks)  # rounded up
    return [vector[r * c : (r + 1) * c] for r in range(ranks)]


def bytes_per_rank(n, ranks):
    own = -(-n // ranks)
    return (2 + 2) * n + (4 + 4 + 4 + 4) * own
