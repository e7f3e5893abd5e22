import numpy as np
import torch

from runner.judge import (
    array,
    check,
    close,
    dtype,
    entries,
    fail,
    formatting,
    gradient,
    heatmap,
    parts,
    preserves_arguments,
    shape,
)

A, a = np.array([[1.0, -1.0, 2.0, -3.0]]), np.array([0.0, 3.0, -1.0, 1.0])
B, b = np.array([[1.0, 0.0], [2.0, 1.0], [-1.0, 3.0], [5.0, 5.0]]), np.array([10.0, 20.0])


@check(example=True)
def worked_example(learner, rng):
    """The worked example, and the bytes of a 7B model"""
    x, grad = np.array([[2.0], [-1.0]]), np.array([[1.0, 0.0], [0.0, 2.0]])
    ranks = {"A": A[:, :2], "a": a[:2], "B": B[:2], "b": b}, {"A": A[:, 2:], "a": a[2:], "B": B[2:]}
    compare_parts(learner.shard(A, a, B, b, 2), ranks)
    for rank, share in enumerate([[[14.0, 21.0], [18.0, 24.0]], [[-3.0, 9.0], [20.0, 20.0]]]):
        close(learner.forward(x, ranks[rank]), np.array(share), name=f"the share of rank {rank}")
    expected = {"b": [1.0, 2.0], "B": [[2.0, 0.0], [1.0, 8.0]], "a": [1.0, 4.0], "A": [[2.0, 2.0]]}
    compare_gradients(learner, 0, (x, ranks[0], grad), expected, [[-1.0], [-2.0]])
    expected = {"B": [[3.0, 0.0], [0.0, 8.0]], "a": [-1.0, 10.0], "A": [[-2.0, -10.0]]}
    compare_gradients(learner, 1, (x, ranks[1], grad), expected, [[-2.0], [-30.0]])
    close(learner.bytes_sent(32, 4096, 4096, 8, 2), 7 * 2**30, name="the number of bytes")


@check
def parts_of_ranks(learner, rng):
    """Each rank has the columns and rows of its own hidden units"""
    for units, ranks in [(6, 3), (8, 2), (5, 5), (4, 1)]:
        pair = draw_pair(rng, 3, units, 2)
        compare_parts(learner.shard(*pair, ranks), by_units(*pair, ranks))


@check
def shares_of_the_result(learner, rng):
    """The shares add up to the result of the whole pair"""
    for d, units, d_out, ranks in [(3, 6, 2, 3), (2, 8, 5, 2), (4, 4, 3, 4), (3, 5, 1, 1), (24, 128, 16, 4)]:
        pair, x = draw_pair(rng, d, units, d_out), rng.normal(size=(7, d))
        shares = [of_form(learner.forward(x, part), (7, d_out)) for part in by_units(*pair, ranks)]
        whole, of_units, _, _ = by_torch(x, pair, np.ones((7, d_out)), ranks)
        total = sum(shares)
        wrong = ~np.isclose(total, whole)
        learner.show(heatmap({"sum of your shares": total, "expected": whole}, marks={"sum of your shares": wrong}))
        for rank, (share, expected) in enumerate(zip(shares, of_units)):
            close(share, expected, name=f"the share of rank {rank} of {ranks}", sizes={"the number of ranks": ranks})


@check
def gradients(learner, rng):
    """The gradients are those of the whole pair, cut in parts, and the shares of the gradient of x add up"""
    for d, units, d_out, ranks in [(3, 6, 2, 3), (2, 8, 5, 2), (4, 4, 3, 4), (3, 5, 1, 1), (24, 128, 16, 4)]:
        pair, x, grad = draw_pair(rng, d, units, d_out), rng.normal(size=(7, d)), rng.normal(size=(7, d_out))
        _, _, whole, grad_x = by_torch(x, pair, grad, ranks)
        expected, total = by_units(*whole, ranks), 0
        for rank, part in enumerate(by_units(*pair, ranks)):
            order = {key: expected[rank][key] for key in ("b", "B", "a", "A") if key in part}
            total = total + compare_gradients(learner, rank, (x, part, grad), order, None)
        close(total, grad_x, name="the sum of your shares of the gradient of x", sizes={"the number of ranks": ranks})


@check
def traffic(learner, rng):
    """The bytes that a rank sends, for any model"""
    for layers, tokens, d, ranks, bytes_each in [
        (3, 12, 10, 5, 4),
        (2, 9, 7, 1, 2),
        *rng.integers(1, 50, size=(4, 5)).tolist(),
    ]:
        ring = sum(tokens * d * bytes_each for _ in range(2 * (ranks - 1)))  # chunks of 1 / ranks, times ranks
        sent = learner.bytes_sent(layers, tokens * ranks, d, ranks, bytes_each)
        close(sent, 4 * layers * ring, name="the number of bytes")


@check
def arguments_unchanged(learner, rng):
    """The arrays and parts are not modified"""
    pair, x = draw_pair(rng, 3, 4, 2), rng.normal(size=(5, 3))
    learner.shard(*pair, 2)
    for part in by_units(*pair, 2):
        learner.forward(x, part)
        learner.backward(x, part, rng.normal(size=(5, 2)))
    preserves_arguments(learner)


def draw_pair(rng, d, units, d_out):
    return [rng.normal(size=size) for size in [(d, units), units, (units, d_out), d_out]]


def by_units(A, a, B, b, ranks):
    """The parts, by the list of their units."""
    each, cut = len(a) // ranks, []
    for rank in range(ranks):
        units = list(range(rank * each, (rank + 1) * each))
        cut.append({"A": A[:, units], "a": a[units], "B": B[units]})
        if rank == 0:
            cut[-1]["b"] = b.copy()
    return cut


def compare_parts(answer, expected):
    if not isinstance(answer, list) or len(answer) != len(expected):
        fail(f"Expected a list of {len(expected)} dicts, one for each rank.", yours=formatting.text(answer))
    for rank, (yours, right) in enumerate(zip(answer, expected)):
        entries(yours, list(right), name=f"the part of rank {rank}")
        for key, value in right.items():
            close(yours[key], value, name=f"{key!r} of rank {rank}")


def compare_gradients(learner, rank, arguments, expected, share):
    """Compare one rank's gradients. Returns its share of the gradient of x."""
    grads, grad_x = parts(learner.backward(*arguments), "grads", "grad_x")
    gradient(
        entries(grads, list(expected), name=f"the gradients of rank {rank}"),
        as_arrays(expected),
        batch=len(arguments[0]),
    )
    if share is not None:
        close(grad_x, np.array(share), name=f"rank {rank}'s share of the gradient of x")
    return of_form(grad_x, arguments[0].shape, "your share of the gradient of x")


def of_form(share, size, name="your share of the result"):
    """The share, if it can be added to others."""
    shape(array(share, name=name), size, name=name)
    dtype(share, np.float64, name=name)
    return share


def as_arrays(values):
    return {key: np.array(value) for key, value in values.items()}


def by_torch(x, pair, grad, ranks):
    """The result, the share of each rank, and the gradients of A, a, B, b and x, by autograd on the whole pair."""
    leaves = [torch.tensor(value, requires_grad=True) for value in (*pair, x)]
    W, w, V, v, tokens = leaves
    hidden = torch.relu(tokens @ W + w)
    y = hidden @ V + v
    y.backward(torch.tensor(grad))
    owner = torch.arange(len(w)) // (len(w) // ranks)
    shares = [(hidden * (owner == rank)) @ V + (v if rank == 0 else 0) for rank in range(ranks)]
    *of_pair, of_x = [leaf.grad.numpy() for leaf in leaves]
    return y.detach().numpy(), [share.detach().numpy() for share in shares], of_pair, of_x
