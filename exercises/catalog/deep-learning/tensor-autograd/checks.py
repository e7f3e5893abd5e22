import numpy as np
import torch

from runner.judge import GraphNode, check, close, fail, graph, parts, preserves_arguments

DRAWN = 32  # tensors that fit in a chart


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    X, b = np.array([[1.0, 0.0, 2.0], [3.0, 1.0, 0.0]]), np.array([1.0, -2.0, 3.0])
    compare(learner, [X, b], [("*", 0, 1), ("sum", 2, 1, False), ("*", 3, 3)])


@check
def single_operations(learner, rng):
    """Each operation on its own, and unused inputs"""
    A, B, C = arrays(rng, (2, 3), (2, 3), (3, 4))
    for step, shape in [
        (("+", 0, 1), (2, 3)),
        (("*", 0, 1), (2, 3)),
        (("@", 0, 2), (2, 4)),
        (("+", 1, 1), (2, 3)),
        (("sum", 0, 0, False), (3,)),
        (("sum", 0, 1, False), (2,)),
        (("sum", 0, 1, True), (2, 1)),
        (("sum", 0, None, False), ()),
        (("sum", 0, None, True), (1, 1)),
        (("reshape", 2, (6, 2)), (6, 2)),
        (("reshape", 2, (2, -1)), (2, 6)),
    ]:
        (weights,) = arrays(rng, shape)
        compare(learner, [A, B, C, weights], [step, ("*", 4, 3)])


@check
def broadcasts(learner, rng):
    """A broadcast is undone, whichever axes it stretched"""
    for one, other in [
        ((4, 3), (3,)),
        ((4, 3), (4, 1)),
        ((1, 3), (4, 3)),
        ((2, 1, 3), (4, 1)),
        ((), (2, 3)),
        ((1, 1), (3,)),
        ((5, 1, 2), (1, 3, 1)),
        ((3, 3), (3, 1)),
    ]:
        shape = np.broadcast_shapes(one, other)
        for name in "+*":
            compare(learner, arrays(rng, one, other, shape), [(name, 0, 1), ("*", 3, 2)])


@check
def stacks_of_matrices(learner, rng):
    """Products of stacks of matrices, whose front axes broadcast"""
    for one, other in [
        ((5, 2, 3), (5, 3, 4)),
        ((5, 2, 3), (3, 4)),
        ((2, 3), (5, 3, 4)),
        ((2, 1, 3, 4), (5, 4, 2)),
        ((1, 2, 3), (4, 3, 3)),
        ((4, 10, 15), (4, 15, 10)),
    ]:
        A, B = arrays(rng, one, other)
        (weights,) = arrays(rng, (A @ B).shape)
        compare(learner, [A, B, weights], [("@", 0, 1), ("*", 3, 2)])


@check
def sums_over_any_axis(learner, rng):
    """A sum passes its gradient to the entries that are in it"""
    for shape in ((3, 3), (2, 3, 4), (2, 2, 2)):
        for axis in range(-len(shape), len(shape)):
            for keepdims in (False, True):
                (A,) = arrays(rng, shape)
                (weights,) = arrays(rng, A.sum(axis=axis, keepdims=keepdims).shape)
                compare(learner, [A, weights], [("sum", 0, axis, keepdims), ("*", 2, 1)])


@check
def branches(learner, rng):
    """A tensor used several times adds its gradients up before it passes them on"""
    # Tensor 2 is used early and late, so that neither depth first nor breadth first gets it right by luck.
    steps = [("*", 0, 1), ("*", 2, 1), ("+", 3, 2), ("*", 4, 2), ("+", 5, 3), ("+", 2, 6), ("sum", 7, 0, False)]
    compare(learner, arrays(rng, (2, 3), (3,)), steps)
    steps = [("+", 0, 1), ("+", 2, 2), ("*", 3, 2), ("+", 4, 3), ("*", 5, 2), ("+", 2, 6), ("+", 7, 7), ("+", 8, 2)]
    compare(learner, arrays(rng, (4, 1), (3,)), steps)


@check
def a_network(learner, rng):
    """A layer with a bias, split into two heads"""
    x, W, b, heads = arrays(rng, (4, 6), (6, 6), (6,), (2, 3, 3))
    # x W + b, squared; split in two parts of width 3; each times a matrix of its own; the mean square of all
    steps = [("@", 0, 1), ("+", 4, 2), ("*", 5, 5), ("reshape", 6, (2, 4, 3)), ("@", 7, 3), ("*", 8, 8)]
    compare(
        learner, [x, W, b, heads], [*steps, ("sum", 9, -1, True), ("*", 10, 8), ("+", 11, 7), ("sum", 12, None, False)]
    )


@check
def arguments_unchanged(learner, rng):
    """The arrays and steps are not modified"""
    compare(learner, arrays(rng, (2, 3), (3,)), [("+", 0, 1), ("*", 2, 0), ("sum", 3, 0, False)])
    preserves_arguments(learner)


def arrays(rng, *shapes):
    return [rng.normal(size=shape) + np.zeros(shape) for shape in shapes]


def compare(learner, inputs, steps):
    data, grads = parts(learner.run(inputs, steps), "data", "grads")
    tensors = by_torch(inputs, steps)
    expected = [gradient_of(tensor) for tensor in tensors]
    is_complete = isinstance(grads, list) and len(grads) == len(expected)
    learner.show(expression(inputs, steps, grads if is_complete else [None] * len(expected), expected))
    close(data, tensors[-1].detach().numpy(), name="the last tensor")
    if not is_complete:
        fail(f"run returns the gradient of each of the {len(expected)} tensors; did you change run?")
    for i in reversed(
        range(len(expected))
    ):  # in the order of the backward pass, so that the first wrong one is the cause
        close(grads[i], expected[i], name=f"the gradient of {described(i, inputs, steps)}")


def gradient_of(tensor):
    return (torch.zeros_like(tensor) if tensor.grad is None else tensor.grad).numpy()


def expression(inputs, steps, yours, expected):
    """The graph. At each node the shape of the gradient, or its entry that is furthest off."""
    names = [f"input {i}" for i in range(len(inputs))]
    names += [f"{i} = {formula(*step)}" for i, step in enumerate(steps, len(inputs))]
    nodes = [node(*row) for row in zip(names[:DRAWN], yours, expected)]
    edges = [(i, j) for j, step in enumerate(steps, len(inputs)) for i in operands(*step)]
    return graph({"each gradient: its shape, or the entry furthest off": (nodes, edges)})


def node(label, grad, right):
    if not isinstance(grad, np.ndarray) or grad.dtype.kind != "f":
        return GraphNode(label=label, expected=str(right.shape))
    if grad.shape != right.shape or np.allclose(grad, right, rtol=1e-6, atol=1e-9):
        wrong = grad.shape != right.shape
        return GraphNode(label=label, yours=str(grad.shape), expected=str(right.shape), is_wrong=wrong)
    worst = np.unravel_index(np.argmax(np.nan_to_num(abs(grad - right), nan=np.inf)), right.shape)
    place = "".join(f"[{int(i)}]" for i in worst) + " " if worst else ""
    yours, expected = (f"{place}{array[worst]:.3g}" for array in (grad, right))
    return GraphNode(label=label, yours=yours, expected=expected, is_wrong=True)


def operands(name, i, *rest):
    return (i, rest[0]) if name in "+*@" else (i,)


def described(i, inputs, steps):
    return f"input {i}" if i < len(inputs) else f"tensor {i} ({formula(*steps[i - len(inputs)])})"


def formula(name, *rest):
    return f" {name} ".join(map(str, rest)) if name in "+*@" else f"{name} {rest[0]}"


def by_torch(inputs, steps):
    tensors = [torch.tensor(array, requires_grad=True) for array in inputs]
    for name, i, *rest in steps:
        if name in "+*@":
            operation = {"+": torch.add, "*": torch.mul, "@": torch.matmul}[name]
            tensors.append(operation(tensors[i], tensors[rest[0]]))
        elif name == "reshape":
            tensors.append(tensors[i].reshape(rest[0]))
        else:
            axis, keepdims = rest
            axes = tuple(range(tensors[i].ndim)) if axis is None else (axis,)
            tensors.append(tensors[i].sum(dim=axes, keepdim=keepdims))
        tensors[-1].retain_grad()
    tensors[-1].sum().backward()
    return tensors
