from graphlib import CycleError, TopologicalSorter

import numpy as np


def schedule_1f1b(stages, micro_batches):
    return [order_of_stage(stages - stage, micro_batches) for stage in range(stages)]


def order_of_stage(limit, micro_batches):
    """Forward as long as fewer than `limit` micro-batches are stored, otherwise backward."""
    order, forwards, backwards = [], 0, 0
    while backwards < micro_batches:
        if forwards < micro_batches and forwards - backwards < limit:
            order.append(("F", forwards))
            forwards += 1
        else:
            order.append(("B", backwards))
            backwards += 1
    return order


def start_times(orders, forward, backward):
    graph = {}
    for stage, order in enumerate(orders):
        for k, (kind, i) in enumerate(order):
            graph[stage, kind, i] = {(stage, *order[k - 1])} if k else set()
            if kind == "F" and stage:
                graph[stage, kind, i].add((stage - 1, "F", i))
            if kind == "B":
                graph[stage, kind, i].add((stage, "F", i) if stage == len(orders) - 1 else (stage + 1, "B", i))
    try:
        steps = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise ValueError("the stages wait for each other") from error
    ends, starts = {}, {}
    for step in steps:
        starts[step] = max((ends[other] for other in graph[step]), default=0.0)
        ends[step] = starts[step] + (forward if step[1] == "F" else backward)
    return np.array([[starts[stage, *step] for step in order] for stage, order in enumerate(orders)])


def idle_share(orders, forward, backward):
    starts = start_times(orders, forward, backward)
    lengths = np.array([[forward if kind == "F" else backward for kind, _ in order] for order in orders])
    end = np.max(starts + lengths)
    return (end * len(orders) - lengths.sum()) / (end * len(orders))


def live_activations(orders):
    most = []
    for order in orders:
        stored, sizes = set(), []
        for kind, i in order:
            stored ^= {i}
            sizes.append(len(stored))
        most.append(max(sizes))
    return most
