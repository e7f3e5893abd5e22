from functools import cache

import numpy as np


def schedule_1f1b(stages, micro_batches):
    orders = []
    for stage in range(stages):
        lag = stages - stage  # backward i comes right before forward i + lag
        steps = [(i, "F", i) for i in range(micro_batches)]
        steps += [(i + lag, "B", i) for i in range(micro_batches)]
        orders.append([(kind, i) for _, kind, i in sorted(steps)])
    return orders


def start_times(orders, forward, backward):
    """Ask each step for its end, which asks the steps that it waits for."""
    last = len(orders) - 1
    place = {(s, *step): k for s, order in enumerate(orders) for k, step in enumerate(order)}

    @cache
    def end(s, k):
        return start(s, k) + length(orders[s][k][0], forward, backward)

    def start(s, k):
        kind, i = orders[s][k]
        own = end(s, k - 1) if k else 0.0
        if kind == "F":
            return max(own, end(s - 1, place[s - 1, kind, i])) if s else own
        other = (s + 1, kind, i) if s < last else (s, "F", i)
        return max(own, end(other[0], place[other]))

    try:
        return np.array([[start(s, k) for k in range(len(order))] for s, order in enumerate(orders)])
    except RecursionError as error:
        raise ValueError("the stages wait for each other") from error


def length(kind, forward, backward):
    return {"F": forward, "B": backward}[kind]


def idle_share(orders, forward, backward):
    starts = start_times(orders, forward, backward)
    total = starts[0, -1] + backward  # stage 0 is the last to finish
    busy = sum(length(kind, forward, backward) for kind, _ in orders[0])
    return (total - busy) / total


def live_activations(orders):
    signs = np.array([[1 if kind == "F" else -1 for kind, _ in order] for order in orders])
    return signs.cumsum(axis=1).max(axis=1).tolist()
