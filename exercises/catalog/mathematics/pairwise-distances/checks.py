import math

import numpy as np
import torch

from runner.judge import array, check, close, fail, heatmap, preserves_arguments, shape

X_EXAMPLE = np.array([[0.0, 0.0], [3.0, 4.0]])
Y_EXAMPLE = np.array([[3.0, 4.0], [0.0, 1.0], [3.0, 0.0]])


@check(example=True)
def worked_example(learner, rng):
    """The distances of the worked example"""
    expected = np.array([[5.0, 1.0, 3.0], [0.0, math.sqrt(18), 4.0]])
    close(learner.pairwise_distances(X_EXAMPLE, Y_EXAMPLE), expected, name="your table of distances")


@check
def any_shape(learner, rng):
    """Any number of points and coordinates"""
    for n, m, d in [(4, 6, 3), (5, 5, 5), (1, 3, 2), (3, 1, 4), (2, 4, 1), (1, 1, 3)]:
        X, Y = rng.normal(size=(n, d)), rng.normal(size=(m, d))
        yours, expected = learner.pairwise_distances(X, Y), by_loops(X, Y)
        learner.show(heatmap({"your distances": yours, "expected": expected}))
        close(yours, expected, name="your table of distances", sizes={"the number of coordinates": d})


@check
def batch_axes(learner, rng):
    """Leading axes broadcast"""
    for left, right in [((3,), (3,)), ((4,), ()), ((), (2, 3)), ((2, 1), (1, 3)), ((5,), (1,))]:
        X, Y = rng.normal(size=(*left, 4, 2)), rng.normal(size=(*right, 3, 2))
        expected = torch.cdist(torch.from_numpy(X), torch.from_numpy(Y)).numpy()
        close(learner.pairwise_distances(X, Y), expected, name="your table of distances")


@check
def to_itself(learner, rng):
    """The distance from a point to itself is exactly 0"""
    X = rng.normal(size=(40, 8))  # so many that not all of them cancel by chance
    yours = array(learner.pairwise_distances(X, X), name="your table of distances")
    close(yours, by_loops(X, X), name="your table of distances", atol=1e-6)
    if np.diag(yours).any():
        at = int(np.abs(np.diag(yours)).argmax())
        fail(f"The distance of a point to itself is {yours[at, at]:.2g}; expected 0.", yours=f"{yours[at, at]:.3g}")


@check
def far_from_the_origin(learner, rng):
    """Points 1e8 away from the origin, on either side of it, and 1 apart keep their distances"""
    side = np.array([[1e8], [-1e8]])
    X, Y = rng.normal(size=(4, 3)) + np.tile(side, (2, 1)), rng.normal(size=(6, 3)) + np.tile(side, (3, 1))
    close(learner.pairwise_distances(X, Y), by_loops(X, Y), name="your table of distances")


@check
def arguments_unchanged(learner, rng):
    """The points are not modified"""
    X, Y = rng.normal(size=(4, 3)), rng.normal(size=(1, 3))
    shape(learner.pairwise_distances(X, Y), (4, 1), name="your table of distances")
    preserves_arguments(learner)


def by_loops(X, Y):
    return np.array([[math.dist(x, y) for y in Y] for x in X])
