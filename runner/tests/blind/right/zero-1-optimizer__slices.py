import numpy as np


def init_states(weights, ranks):
    n = len(weights)
    c = -(-n // ranks)
    states = []
    for r in range(ranks):
        part = weights[r * c : min((r + 1) * c, n)].astype(np.float64)
        states.append({"master": part, "m": np.zeros(len(part)), "v": np.zeros(len(part))})
    return states


def step(states, grads, t, lr, beta1, beta2, eps, max_norm):
    ranks, n = len(states), len(grads[0])
    c = -(-n // ranks)
    # reduce-scatter
    parts = []
    for r in range(ranks):
        own = slice(r * c, min((r + 1) * c, n))
        parts.append(sum(g[own] for g in grads) / ranks)
    # clip
    norm = np.sqrt(sum(np.sum(part**2) for part in parts))
    if max_norm is not None and norm > max_norm:
        parts = [part * (max_norm / norm) for part in parts]
    # Adam
    new = []
    for state, g in zip(states, parts):
        m = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * g**2
        update = lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
        new.append({"master": state["master"] - update, "m": m, "v": v})
    # all-gather
    weights = np.concatenate([s["master"] for s in new]).astype(np.float16)
    return weights, new


def bytes_per_rank(n, ranks):
    return 4 * n + 12 * (-(-n // ranks))
