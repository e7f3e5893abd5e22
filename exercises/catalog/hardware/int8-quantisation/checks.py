import numpy as np

from runner.judge import array, check, close, dtype, parts, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """The codes, the scales and the dequantized matrix of the worked example"""
    W = np.array([[25.4, -9.92, 0.05], [0.0, 0.0, 0.0]], dtype=np.float32)
    q, scales = parts(learner.quantise(W), "q", "scales")
    close(scales, np.array([0.2, 1.0], dtype=np.float32), name="your scales")
    close(q, np.array([[127, -50, 0], [0, 0, 0]]), name="your codes")
    back = learner.dequantise(
        np.array([[127, -50, 0], [0, 0, 0]], dtype=np.int8), np.array([0.2, 1.0], dtype=np.float32)
    )
    close(back, np.array([[25.4, -10.0, 0.0], [0.0, 0.0, 0.0]], dtype=np.float32), name="your matrix")


@check
def dtypes(learner, rng):
    """Codes are int8, scales and matrices float32"""
    W = draw(rng, 2, 3)
    q, scales = parts(learner.quantise(W), "q", "scales")
    dtype(q, np.int8, name="your codes")
    dtype(scales, np.float32, name="your scales")
    dtype(learner.dequantise(*by_loops(W)), np.float32, name="your matrix")


@check
def any_matrix(learner, rng):
    """Any matrix, each row with its own scale"""
    for n, m in [(1, 5), (4, 6), (5, 5), (3, 1), (8, 40), (150, 3)]:
        W = draw(rng, n, m)
        W[rng.integers(n)] = 0
        q, scales = parts(learner.quantise(W), "q", "scales")
        expected, own = by_loops(W)
        close(scales, own, name="your scales", atol=0)
        close(q, expected, name="your codes")


@check
def way_back(learner, rng):
    """No entry is off by more than half a step"""
    for W in [draw(rng, 4, 6), draw(rng, 3, 3), rng.normal(size=(32, 48)).astype(np.float32)]:
        q, scales = by_loops(W)
        back = array(learner.dequantise(q, scales), name="your matrix")
        expected = np.array(
            [[scale * code for code in row] for row, scale in zip(q.tolist(), scales.tolist())], dtype=np.float32
        )
        close(back, expected, name="your matrix", atol=0)


@check
def arguments_unchanged(learner, rng):
    """Matrix, codes and scales are not modified"""
    W = draw(rng, 3, 4)
    q, scales = parts(learner.quantise(W), "q", "scales")
    close(q, by_loops(W)[0], name="your codes")
    close(learner.dequantise(*by_loops(W)), W, name="your matrix", rtol=0, atol=np.abs(W).max())
    preserves_arguments(learner)


def draw(rng, n, m):
    """Rows of very different magnitude, without a quotient near one half.

    At least one is very small, and in at least one the entry furthest from 0 is negative. Codes for the largest entry
    instead of the largest absolute value are never -127, so that clipping them makes a difference.
    """
    while True:
        size = 10.0 ** (rng.permutation(np.linspace(-14, 14, n)) + rng.uniform(-1, 1, size=n))[:, None]
        W = rng.uniform(-1, 1, size=(n, m))
        largest = W[np.arange(n), np.abs(W).argmax(axis=1)]
        signs = rng.permutation(np.resize([-1.0, 1.0], n))
        W = (W * (np.sign(largest) * signs)[:, None] * size).astype(np.float32)
        quotients = 127 * W.astype(float) / np.abs(W.astype(float)).max(axis=1, keepdims=True)
        wrong_codes = np.round(127 * W / W.max(axis=1, keepdims=True))
        at_the_limit = (wrong_codes <= -127) & (wrong_codes % 256 == -127 % 256)  # in int8, also by overflow
        if (np.abs(quotients % 1 - 0.5) > 1e-3).all() and not at_the_limit.any():
            return W


def by_loops(W):
    q, scales = np.zeros(W.shape, dtype=np.int8), np.ones(len(W), dtype=np.float32)
    for i, row in enumerate(W.astype(float).tolist()):
        if any(row):
            scales[i] = max(abs(value) for value in row) / 127
            step = float(scales[i])
            q[i] = [round(value / step) for value in row]
    return q, scales
