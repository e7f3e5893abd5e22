import numpy as np
import torch

from runner.judge import check, close, dtype, preserves_arguments, raises

GRID = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
STRETCHES = [
    ((3, 1, 2), (3, 4, 2)),
    ((2,), (3, 2, 2)),
    ((1, 1), (2, 3)),
    ((), (2, 2)),
    ((2, 3), (2, 3)),
    ((1, 3), (4, 2, 3)),
    ((16, 1, 10), (16, 8, 10)),
]


@check(example=True)
def worked_shapes(learner, rng):
    """The shapes of the worked example"""
    close(learner.result_shape((3, 1), (3,)), (3, 3), name="your shape of (3, 1) with (3,)")
    close(learner.result_shape((8, 1, 6), (7, 6)), (8, 7, 6), name="your shape of (8, 1, 6) with (7, 6)")
    with raises(ValueError, when="the shapes are (4, 3) and (4,)"):
        learner.result_shape((4, 3), (4,))


@check(example=True)
def worked_stretch(learner, rng):
    """The stretched row and column of the worked example"""
    row, column = np.array([10.0, 20.0]), np.array([[1.0], [2.0]])
    close(learner.stretch(row, (3, 2)), np.array([[10.0, 20.0]] * 3), name="your stretched row")
    close(learner.stretch(column, (2, 3)), np.array([[1.0] * 3, [2.0] * 3]), name="your stretched column")


@check(example=True)
def worked_sums(learner, rng):
    """The sums of the worked example"""
    close(learner.sum_back(GRID, (3,)), np.array([5.0, 7.0, 9.0]), name="your sum back to (3,)")
    close(learner.sum_back(GRID, (2, 1)), np.array([[6.0], [15.0]]), name="your sum back to (2, 1)")


@check
def any_shapes(learner, rng):
    """Shapes of any length, compatible or not, including arrays too large for memory"""
    pairs = [((), (3,)), ((5, 1), (1, 4)), ((3,), (2, 1, 3)), ((2, 3), (2, 3)), ((100_000, 1), (1, 100_000, 100_000))]
    for a, b in [*pairs, ((1, 1), (1,))]:
        for one, other in ((a, b), (b, a)):
            expected = tuple(torch.broadcast_shapes(one, other))
            close(learner.result_shape(one, other), expected, name=f"your shape of {one} with {other}")
    for a, b in [((2,), (3,)), ((6,), (4, 3)), ((4, 1), (2, 1)), ((2, 1, 4), (3, 2, 5)), ((3, 2), (2, 3))]:
        with raises(ValueError, when=f"the shapes are {a} and {b}"):
            learner.result_shape(a, b)


@check
def any_stretch(learner, rng):
    """Arrays stretched along any axes, with their dtype"""
    for before, after in STRETCHES:
        x = rng.integers(-99, 99, size=before)
        yours, expected = learner.stretch(x, after), torch.from_numpy(np.asarray(x)).broadcast_to(after).numpy()
        close(yours, expected, name=f"your array stretched from {before} to {after}")
        dtype(yours, x.dtype, name=f"your array stretched from {before} to {after}")


@check
def stacks_of_matrices(learner, rng):
    """Stacks of matrix products, each with its own offsets"""
    cases = [
        ((), (), ()),
        ((4,), (4,), (4,)),
        ((3,), (), ()),
        ((2, 1), (3,), (2, 3)),
        ((), (2,), (1,)),
        ((3,), (3,), ()),
    ]
    for left, middle, right in cases:
        X, W, b = rng.normal(size=(*left, 3, 2)), rng.normal(size=(*middle, 2, 3)), rng.normal(size=(*right, 3))
        what = f"your result for X {X.shape}, W {W.shape} and b {b.shape}"
        close(learner.affine(X, W, b), by_loops(X, W, b), name=what)


@check
def any_sums(learner, rng):
    """Sums back to any shape, as in the backward pass of broadcasting"""
    for before, after in STRETCHES:
        g = rng.normal(size=after)
        x = torch.zeros(before, dtype=torch.float64, requires_grad=True)
        x.broadcast_to(after).backward(torch.from_numpy(g))
        close(learner.sum_back(g, before), x.grad.numpy(), name=f"your sum from {after} back to {before}")


@check
def arguments_unchanged(learner, rng):
    """Arrays are not modified"""
    X, W, b, g = rng.normal(size=(2, 2)), rng.normal(size=(2, 2)), rng.normal(size=2), rng.normal(size=(2, 2))
    close(learner.affine(X, W, b), by_loops(X, W, b), name="your X W + b")
    close(learner.stretch(b, (2, 2)), np.array([b, b]), name="your stretched row")
    close(learner.sum_back(g, (2,)), g[0] + g[1], name="your sum back to (2,)")
    preserves_arguments(learner)


def by_loops(X, W, b):
    """One matrix of the stack after the other; an axis of length 1 is always read at place 0."""
    batch = torch.broadcast_shapes(X.shape[:-2], W.shape[:-2], b.shape[:-1])
    out = np.empty((*batch, X.shape[-2], W.shape[-1]))
    for at in np.ndindex(*batch):
        x, w, offsets = (own(a, at, axes) for a, axes in ((X, 2), (W, 2), (b, 1)))
        for row in range(len(x)):
            out[at][row] = x[row] @ w + offsets
    return out


def own(a, at, axes):
    batch = a.shape[: a.ndim - axes]
    place = at[len(at) - len(batch) :]
    return a[tuple(0 if length == 1 else i for i, length in zip(place, batch))]
