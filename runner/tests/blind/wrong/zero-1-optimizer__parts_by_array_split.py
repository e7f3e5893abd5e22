# The weights are cut by array_split, which spreads the remainder over the first ranks instead of giving each c entries until none are left.
import numpy as np


def init_states(weights, ranks):
    states = []
    for part in np.array_split(weights.astype(np.float64), ranks):
        states.append({"master": part, "m": np.zeros(len(part)), "v": np.zeros(len(part))})
    return states


def step(states, grads, t, lr, beta1, beta2, eps, max_norm):
    ranks = len(states)
    # reduce-scatter
    parts = np.array_split(sum(grads) / ranks, ranks)
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
