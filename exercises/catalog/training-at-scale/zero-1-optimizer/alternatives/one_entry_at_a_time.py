import math

import numpy as np


def init_states(weights, ranks):
    states = [{"master": [], "m": [], "v": []} for _ in range(ranks)]
    for i, weight in enumerate(weights):
        state = states[i // math.ceil(len(weights) / ranks)]
        state["master"].append(float(weight))
        state["m"].append(0.0)
        state["v"].append(0.0)
    return [{key: np.array(values) for key, values in state.items()} for state in states]


def step(states, grads, t, lr, beta1, beta2, eps, max_norm):
    mean = [math.fsum(column) / len(grads) for column in zip(*grads)]
    norm = math.sqrt(math.fsum(g * g for g in mean))
    if max_norm is not None:
        mean = [g / max(1.0, norm / max_norm) for g in mean]
    start, weights, after = 0, [], []
    for state in states:
        own = {"master": [], "m": [], "v": []}
        for i in range(len(state["m"])):
            g = mean[start + i]
            own["m"].append(g + beta1 * (state["m"][i] - g))
            own["v"].append(g * g + beta2 * (state["v"][i] - g * g))
            rate = lr / (1 - beta1**t)
            root = math.sqrt(own["v"][i] / (1 - beta2**t))
            own["master"].append(state["master"][i] - rate * own["m"][i] / (root + eps))
        start += len(state["m"])
        weights += own["master"]
        after.append({key: np.array(values) for key, values in own.items()})
    return np.array(weights).astype("float16"), after


def bytes_per_rank(n, ranks):
    return 4 * n + 12 * math.ceil(n / ranks)
