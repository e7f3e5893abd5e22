import numpy as np

from runner.judge import check, close, fail, formatting, heatmap, preserves_arguments, raises

SIZES = [(1, 1), (1, 4), (4, 1), (3, 2), (5, 3), (2, 6), (4, 7)]  # stages and micro-batches


@check(example=True)
def worked_example(learner, rng):
    """The orders, times, idle share and activations of the worked example"""
    orders = by_live_limit(3, 4)
    compare_orders(learner.schedule_1f1b(3, 4), orders)
    times = [[0, 1, 2, 7, 9, 10, 13, 16], [1, 2, 5, 7, 8, 10, 11, 14], [2, 3, 5, 6, 8, 9, 11, 12]]
    compare_times(learner, orders, np.array(times, float))
    shares = learner.idle_share(orders, 1.0, 2.0), learner.idle_share(by_live_limit(4, 4), 1.0, 2.0)
    close(shares[0], 1 / 3, name="your idle share")
    close(shares[1], 3 / 7, name="your idle share of 4 stages and 4 micro-batches")
    live = learner.live_activations(orders), learner.live_activations([gpipe_order(4)] * 3)
    compare_live(live[0], [3, 2, 1])
    compare_live(live[1], [4, 4, 4])


@check
def schedules(learner, rng):
    """The orders of 1F1B for any numbers of stages and micro-batches"""
    for stages, micro_batches in [(1, 1), (1, 4), (4, 1), (3, 2), (5, 3), (2, 6), (4, 7), (8, 40)]:
        compare_orders(learner.schedule_1f1b(stages, micro_batches), by_live_limit(stages, micro_batches))


@check
def times(learner, rng):
    """Each step starts as soon as its stage is free and its input is there, in any orders"""
    orders = any_orders(rng, 3, 4)
    compare_times(learner, orders, by_sweeps(orders, 1.0, 2.0))
    for orders in draw_orders(rng):
        forward, backward = rng.uniform(0.5, 3.0, size=2).tolist()
        expected = by_sweeps(orders, forward, backward)
        close(learner.start_times(orders, forward, backward), expected, name="your starts")


@check
def deadlocks(learner, rng):
    """Orders in which stages wait for each other forever are an error"""
    for orders in [
        ["F0 B0 F1 B1", "F1 B1 F0 B0"],
        ["F0 F1 B1 B0", "B0 F0 F1 B1"],
        ["F0 F1 B0 B1", "F0 F1 B0 B1", "B1 F1 B0 F0"],
        ["F0 F1 F2 B0 B1 B2", "F0 B1 F1 B0 F2 B2", "F0 F1 B0 B1 F2 B2"],
    ]:
        with raises(ValueError, when=f"the orders are {' | '.join(orders)}"):
            learner.start_times([[(step[0], int(step[1:])) for step in order.split()] for order in orders], 2.0, 1.0)


@check
def shares(learner, rng):
    """The idle share of any orders"""
    for orders in draw_orders(rng):
        forward, backward = rng.uniform(0.5, 3.0, size=2).tolist()
        starts = by_sweeps(orders, forward, backward)
        total = max(starts[s, k] + (forward if step[0] == "F" else backward) for (s, k), step in each_step(orders))
        idle = total - len(orders[0]) / 2 * (forward + backward)
        close(learner.idle_share(orders, forward, backward), idle / total, name="your idle share")


@check
def activations(learner, rng):
    """The live activations of any orders"""
    for orders in draw_orders(rng):
        compare_live(learner.live_activations(orders), [most_stored(order) for order in orders])


@check
def arguments_unchanged(learner, rng):
    """The orders are not modified"""
    orders = by_live_limit(3, 4)
    learner.start_times(orders, 1.0, 2.0)
    learner.idle_share(orders, 1.0, 2.0)
    learner.live_activations(orders)
    preserves_arguments(learner)


def by_live_limit(stages, micro_batches):
    """1F1B as a rule: forward while fewer than p - s micro-batches are stored and one is left, otherwise backward."""
    orders = []
    for stage in range(stages):
        order, count = [], {"F": 0, "B": 0}
        for _ in range(2 * micro_batches):
            may_store = count["F"] - count["B"] < stages - stage and count["F"] < micro_batches
            kind = "F" if may_store else "B"
            order.append((kind, count[kind]))
            count[kind] += 1
        orders.append(order)
    return orders


def gpipe_order(micro_batches):
    return [(kind, i) for kind in "FB" for i in range(micro_batches)]


def any_orders(rng, stages, micro_batches):
    """Steps in a random order that is possible on a single device, and so on several."""
    orders, done = [[] for _ in range(stages)], set()
    waiting = [(s, kind, i) for s in range(stages) for kind in "FB" for i in range(micro_batches)]
    while waiting:
        s, kind, i = waiting[rng.integers(len(waiting))]
        if done.issuperset(inputs(s, kind, i, stages)):
            orders[s].append((kind, i))
            done.add((s, kind, i))
            waiting.remove((s, kind, i))
    return orders


def draw_orders(rng):
    sizes = [(1, 3), (3, 1), (2, 3), (3, 5), (4, 4)]
    late_peak = [("F", 0), ("B", 0), ("F", 1), ("F", 2), ("B", 1), ("B", 2)]
    fixed = [by_live_limit(4, 6), [gpipe_order(5)] * 3, [late_peak] * 2]
    return [*fixed, *(any_orders(rng, *size) for size in sizes)]


def inputs(s, kind, i, stages):
    """The steps that must have ended before this one."""
    if kind == "F":
        return [(s - 1, "F", i)] if s else []
    return [(s, "F", i), *([(s + 1, "B", i)] if s + 1 < stages else [])]


def each_step(orders):
    return [((s, k), step) for s, order in enumerate(orders) for k, step in enumerate(order)]


def by_sweeps(orders, forward, backward):
    """Start times: delay each step until its inputs allow it, until nothing changes."""
    lengths, stages = {"F": forward, "B": backward}, len(orders)
    starts = {(s, *step): 0.0 for (s, _), step in each_step(orders)}
    before = None
    while starts != before:
        before = dict(starts)
        for (s, k), step in each_step(orders):
            needs = inputs(s, *step, stages) + ([(s, *orders[s][k - 1])] if k else [])
            starts[s, *step] = max((starts[need] + lengths[need[1]] for need in needs), default=0.0)
    return np.array([[starts[s, *step] for step in order] for s, order in enumerate(orders)])


def most_stored(order):
    """At each step, count the micro-batches whose forward pass has begun and whose backward pass hasn't ended."""
    spans = [(order.index(("F", i)), order.index(("B", i))) for i in range(len(order) // 2)]
    return max(sum(first <= k <= last for first, last in spans) for k in range(len(order)))


def compare_orders(yours, expected):
    stages, micro_batches = len(expected), len(expected[0]) // 2
    if not isinstance(yours, list) or len(yours) != stages or not all(isinstance(order, list) for order in yours):
        fail(f"Expected a list of {stages} lists, one for each stage.", yours=formatting.text(yours))
    sizes = f"With p = {stages} and m = {micro_batches}"
    for s, (order, right) in enumerate(zip(yours, expected)):
        for k, (step, right_step) in enumerate(zip(order, right)):
            if not isinstance(step, tuple) or step != right_step:
                fail(
                    f"{sizes}, step {k} of stage {s} is {formatting.text(step)}; expected {right_step}.",
                    yours=in_short(order),
                    expected=in_short(right),
                )
        if len(order) != len(right):
            fail(
                f"{sizes}, stage {s} has {len(order)} steps; expected {len(right)}.",
                yours=in_short(order),
                expected=in_short(right),
            )


def in_short(order):
    """F0 F1 B0 …"""
    is_plain = all(isinstance(step, tuple) and len(step) == 2 and step[0] in ("F", "B") for step in order)
    return " ".join(f"{kind}{formatting.text(i)}" for kind, i in order) if is_plain else formatting.text(order)


def compare_times(learner, orders, expected):
    """Compare the start times with a forward pass of 1 and a backward pass of 2 units, and draw the schedule."""
    yours = learner.start_times(orders, 1.0, 2.0)
    right = occupation(orders, expected)
    if isinstance(yours, np.ndarray) and yours.shape == expected.shape and yours.dtype.kind in "if":
        drawn = occupation(orders, yours)
        end = 1 + np.flatnonzero((drawn + right).any(axis=0))[-1]  # of the longer schedule
        drawn, right = drawn[:, :end], right[:, :end]
        title = "your stages (1 forward, 2 backward)"
        learner.show(heatmap({title: drawn, "expected": right}, marks={title: drawn != right}))
    close(yours, expected, name="your starts")


def occupation(orders, starts):
    """What each stage (row) does in each unit of time (column): 0 nothing, 1 a forward pass, 2 a backward pass."""
    rows = np.zeros((len(orders), 32))
    for (s, k), (kind, _) in each_step(orders):
        if 0 <= starts[s, k] < 32:
            rows[s, int(starts[s, k]) :][: 1 if kind == "F" else 2] = 1 if kind == "F" else 2
    return rows


def compare_live(yours, expected):
    if not isinstance(yours, list):
        fail(f"Expected a list of {len(expected)} ints, one for each stage.", yours=formatting.text(yours))
    close(yours, expected, name="your numbers of live activations")
