"""worked_example

Your backward passes take as long as forward passes. They have a duration of their own.
"""

from itertools import accumulate

import numpy as np


def schedule_1f1b(stages, micro_batches):
    """Warm up, alternate, and run the remaining backward passes."""
    orders = []
    for stage in range(stages):
        warm_up = min(stages - 1 - stage, micro_batches)
        order = [("F", i) for i in range(warm_up)]
        for i in range(warm_up, micro_batches):
            order += [("F", i), ("B", i - warm_up)]
        order += [("B", i) for i in range(micro_batches - warm_up, micro_batches)]
        orders.append(order)
    return orders


def start_times(orders, forward, backward):
    """Run all steps whose inputs are there, until none is left."""
    duration = {"F": forward, "B": forward}
    starts = [[] for _ in orders]
    free = [0.0] * len(orders)  # when each stage can start its next step
    ends = {None: 0.0}  # of (stage, kind, micro-batch)
    while unfinished := [s for s, order in enumerate(orders) if len(starts[s]) < len(order)]:
        ready = [s for s in unfinished if source(s, *orders[s][len(starts[s])], len(orders)) in ends]
        if not ready:
            raise ValueError("the stages wait for each other")
        for s in ready:
            kind, i = orders[s][len(starts[s])]
            start = max(free[s], ends[source(s, kind, i, len(orders))])
            starts[s].append(start)
            free[s] = ends[s, kind, i] = start + duration[kind]
    return np.array(starts)


def source(stage, kind, i, stages):
    """The step that this one waits for."""
    if kind == "F":
        return (stage - 1, "F", i) if stage > 0 else None
    return (stage + 1, "B", i) if stage < stages - 1 else (stage, "F", i)


def idle_share(orders, forward, backward):
    """The last step of all is a backward pass."""
    starts = start_times(orders, forward, backward)
    micro_batches = starts.shape[1] / 2
    return 1 - micro_batches * (forward + backward) / (starts.max() + backward)


def live_activations(orders):
    """Each forward pass stores one micro-batch's activations, each backward pass frees them."""
    return [max(accumulate(1 if kind == "F" else -1 for kind, _ in order)) for order in orders]
