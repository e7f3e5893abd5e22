import math

import torch

from runner.judge import GraphNode, check, close, fail, graph, holds, parts, preserves_arguments

LENGTH = 18  # of a chain with too many paths to follow
DRAWN = 32  # values that fit in a chart


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    compare(learner, [2.0, -3.0], [("*", 0, 1), ("+", 2, 0), ("*", 3, 3)])


@check
def single_operations(learner, rng):
    """Each operation on its own, and unused inputs"""
    a, b = numbers(rng, 2)
    for steps in (
        [("+", 0, 2)],
        [("*", 0, 1)],
        [("tanh", 1)],
        [("relu", 0)],
        [("relu", 1)],
        [("+", 1, 1)],
        [("*", 2, 2)],
    ):
        compare(learner, [abs(a), -abs(b), float(rng.uniform(1, 2))], steps)
    compare(learner, [-abs(b)], [("relu", 0), ("relu", 1)])  # the second one gets exactly 0, where its derivative is 0


@check
def chains(learner, rng):
    """A chain passes the gradient through every link"""
    compare(learner, numbers(rng, 3), [("*", 0, 1), ("*", 3, 2), ("tanh", 4), ("*", 5, 1), ("*", 6, 2)])
    compare(learner, [0.8, 0.7, 1.3], [("*", 0, 1), ("relu", 3), ("*", 4, 2), ("+", 5, 1), ("tanh", 6), ("*", 7, 0)])
    n = 350
    compare(learner, numbers(rng, n), [("+", 0, 1), *(("+", n + t, t + 2) for t in range(n - 2))])


@check
def branches(learner, rng):
    """A value passes its gradient on only when its own is complete"""
    # Value 3 is used early and late, so that neither depth first nor breadth first gets it right by luck.
    steps = [("*", 0, 1), ("*", 3, 2), ("tanh", 4), ("*", 5, 3), ("+", 6, 4), ("*", 7, 3), ("+", 3, 8)]
    compare(learner, numbers(rng, 3), steps)
    steps = [("+", 0, 1), ("+", 2, 2), ("*", 3, 2), ("+", 4, 3), ("*", 5, 2), ("tanh", 6), ("+", 2, 7)]
    compare(learner, numbers(rng, 2), steps)
    steps = [("relu", 0), ("tanh", 0), ("relu", 0), ("tanh", 0), ("*", 1, 2), ("*", 3, 4), ("+", 5, 6), ("*", 7, 0)]
    compare(learner, [float(rng.uniform(0.4, 1.6))], steps)
    for count in (10, 40):
        compare(learner, *random_graph(rng, count))


@check
def each_value_once(learner, rng):
    """`backward` visits each value once, however many paths lead to it"""
    doubled = min(cpu_seconds(learner, rng, [("+", i, i) for i in range(LENGTH)]) for _ in range(3))
    straight = min(cpu_seconds(learner, rng, [("+", i, 0) for i in range(LENGTH)]) for _ in range(3))
    holds(  # right code takes a tenth of a millisecond for either, one visit for each path 40 and more
        doubled < max(0.01, 20 * straight),
        f"A chain of {LENGTH} steps v + v takes your backward {doubled * 1000:.0f} ms of computing, {LENGTH} other sums "
        f"{straight * 1000:.1f} ms. It has 2^{LENGTH} paths, but only {LENGTH + 1} values: visit each of them once.",
    )


@check
def arguments_unchanged(learner, rng):
    """The lists of inputs and steps are not modified"""
    compare(learner, numbers(rng, 2), [("*", 0, 1), ("+", 2, 0)])
    preserves_arguments(learner)


def numbers(rng, count):
    """Both signs, none near 0, where ReLU has no derivative."""
    return [float(rng.choice([-1.0, 1.0]) * rng.uniform(0.4, 1.6)) for _ in range(count)]


def random_graph(rng, count):
    """Inputs and steps; every value, kept in ``values``, stays between -3 and 3."""
    inputs = numbers(rng, 4)
    values, steps = list(inputs), []
    while len(steps) < count:
        i, j = (int(k) for k in rng.integers(max(0, len(values) - 6), len(values), size=2))
        a, b = values[i], values[j]
        name = str(rng.choice(["+", "*", "relu"]))
        made = {"+": a + b, "*": a * b, "relu": max(a, 0.0)}[name]
        if not 0.01 < abs(made) < 3:
            name, made = "tanh", math.tanh(a)
        steps.append((name, i, j) if name in "+*" else (name, i))
        values.append(made)
    return inputs, steps


def cpu_seconds(learner, rng, steps):
    """The CPU time that these steps take in the cell. Compares the values too."""
    inputs, started = numbers(rng, 1), learner.cpu_s()
    compare(learner, inputs, steps)
    return learner.cpu_s() - started


def compare(learner, inputs, steps):
    data, grads = parts(learner.run(inputs, steps), "data", "grads")
    values = by_torch(inputs, steps)
    learner.show(expression(inputs, steps, grads, [gradient_of(value) for value in values]))
    close(data, values[-1].item(), name="the value at the end")
    if not isinstance(grads, list) or len(grads) != len(values):
        fail(f"run returns the gradient of each of the {len(values)} values; did you change run?")
    for i, (grad, value) in enumerate(zip(grads, values)):
        close(grad, gradient_of(value), name=f"the gradient of {described(i, inputs, steps)}")


def gradient_of(value):
    return 0.0 if value.grad is None else value.grad.item()


def expression(inputs, steps, grads, expected):
    """The graph with both gradients at each node. If it is too large: the part where the first wrong one arises."""
    yours = grads if isinstance(grads, list) and len(grads) == len(expected) else [None] * len(expected)
    wrong = [grad is not None and not agrees(grad, right) for grad, right in zip(yours, expected)]
    first = max(0, min(max((i for i, bad in enumerate(wrong) if bad), default=0) - 3, len(expected) - DRAWN))
    names = [f"input {i}" for i in range(len(inputs))]
    names += [f"{i} = {formula(*step)}" for i, step in enumerate(steps, len(inputs))]
    rows = list(zip(names, yours, expected, wrong))[first : first + DRAWN]
    nodes = [GraphNode(label=label, yours=a, expected=b, is_wrong=bad) for label, a, b, bad in rows]
    edges = [(i - first, j - first) for j, step in enumerate(steps, len(inputs)) for i in step[1:]]
    return graph({"the gradient of each value": (nodes, edges)})


def agrees(grad, right):
    return isinstance(grad, float | int) and math.isclose(grad, right, rel_tol=1e-6, abs_tol=1e-9)


def described(i, inputs, steps):
    if i < len(inputs):
        return f"input {i}"
    return f"value {i} ({formula(*steps[i - len(inputs)])})"


def formula(name, *operands):
    return f" {name} ".join(map(str, operands)) if name in "+*" else f"{name} {operands[0]}"


def by_torch(inputs, steps):
    values = [torch.tensor(number, dtype=torch.float64, requires_grad=True) for number in inputs]
    for name, *operands in steps:
        taken = [values[i] for i in operands]
        operation = {"+": torch.add, "*": torch.mul, "tanh": torch.tanh, "relu": torch.relu}[name]
        values.append(operation(*taken))
        values[-1].retain_grad()
    values[-1].backward()
    return values
