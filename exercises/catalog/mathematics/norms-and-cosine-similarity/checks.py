import math

import numpy as np

from runner.judge import check, close, heatmap, holds, preserves_arguments, shape


@check(example=True)
def worked_norms(learner, rng):
    """The norms of the worked example"""
    x = np.array([3.0, -4.0])
    close(learner.l1_norm(x), 7.0, name="your L1 norm")
    close(learner.l2_norm(x), 5.0, name="your L2 norm")


@check(example=True)
def worked_cosines(learner, rng):
    """The cosines of the worked example, without the zero vector"""
    X, Y = np.array([[3.0, -4.0]]), np.array([[6.0, -8.0], [4.0, 3.0], [0.0, 2.0]])
    close(learner.cosine_similarity(X, Y), np.array([[1.0, 0.0, -0.8]]), name="your table of cosines")


@check
def every_pair(learner, rng):
    """Every row of X with every row of Y"""
    for n, m, d in [(3, 5, 4), (4, 4, 4), (2, 1, 6), (1, 3, 1), (24, 20, 50)]:
        X, Y = rng.normal(size=(n, d)) * 3, rng.normal(size=(m, d))
        cosines, expected = learner.cosine_similarity(X, Y), by_loops(X, Y)
        learner.show(heatmap({"your cosines": cosines, "expected": expected}))
        close(cosines, expected, name="your table of cosines")


@check
def zeros(learner, rng):
    """A zero vector has length 0 and a cosine of 0 with every vector"""
    close(learner.l2_norm(np.zeros(3)), 0.0, name="your L2 norm of zeros")
    X, Y = rng.normal(size=(3, 4)), rng.normal(size=(2, 4))
    X[1] = Y[0] = 0.0
    close(learner.cosine_similarity(X, Y), by_loops(X, Y), name="your table of cosines")


@check
def far_from_one(learner, rng):
    """Entries of 1e200 and 1e-200 keep their precision"""
    for size in (1e200, 1e-200, np.array([1e200, 1.0, 1e-200])):
        x = rng.normal(size=3)
        close(learner.l1_norm(x * size), math.fsum(abs(x * size)), name="your L1 norm", atol=0)
        close(learner.l2_norm(x * size), math.hypot(*(x * size)), name="your L2 norm", atol=0)
    X, Y = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    scale = np.array([[1e200], [1e-200], [1.0]])
    close(learner.cosine_similarity(X * scale, Y * np.roll(scale, 1)), by_loops(X, Y), name="your table of cosines")


@check
def arguments_unchanged(learner, rng):
    """The vectors are not modified"""
    X, Y = rng.normal(size=(3, 4)), rng.normal(size=(2, 4))
    holds(learner.l1_norm(X[0]) is not None, "Your L1 norm is None. Is a return missing?")
    holds(learner.l2_norm(X[0]) is not None, "Your L2 norm is None. Is a return missing?")
    shape(learner.cosine_similarity(X, Y), (3, 2))
    preserves_arguments(learner)


def by_loops(X, Y):
    rows, others = X.tolist(), Y.tolist()
    lengths = [[math.hypot(*row) for row in table] for table in (rows, others)]
    out = np.zeros((len(X), len(Y)))
    for i, j in np.ndindex(out.shape):
        if lengths[0][i] and lengths[1][j]:
            out[i, j] = math.fsum(map(float.__mul__, rows[i], others[j])) / (lengths[0][i] * lengths[1][j])
    return out
