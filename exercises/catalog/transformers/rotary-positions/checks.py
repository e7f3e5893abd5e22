import cmath

import numpy as np

from runner.judge import array, check, close, fail, formatting, preserves_arguments, shape


TOLERANCE = 1e-4  # angles in float32, as in Llama's own code, are up to 0.00002 off here


@check(example=True)
def worked_example(learner, rng):
    """The tokens at positions 2 and 5"""
    x, positions = np.array([[1.0, 0.0, 2.0, 1.0], [1.0, 0.0, 0.0, 0.0]]), np.array([2, 5])
    compare(learner, x, positions, 16.0)


@check
def any_positions(learner, rng):
    """Positions in any order, with gaps and below 0, for any even d"""
    for d in (2, 6, 8):
        positions = rng.permutation([-int(rng.integers(1, 20)), *rng.choice(200, size=3, replace=False)])
        x = rng.normal(size=(4, d))
        compare(learner, x, positions)
        compare(learner, x, positions, 500.0)


@check
def distances_only(learner, rng):
    """A score depends on the distance between two tokens, not on their positions"""
    q, k = rng.normal(size=(2, 1, 8))
    scores = []
    for start in (0, 5, 1000):
        turned_q = array(learner.rotate(q, np.array([start])))
        turned_k = array(learner.rotate(k, np.array([start + 3])))
        shape(turned_q, q.shape)
        shape(turned_k, k.shape)
        scores.append((turned_q @ turned_k.T).item())
    if not np.allclose(scores, scores[0], rtol=TOLERANCE, atol=10 * TOLERANCE):
        fail(
            "The score of two tokens three positions apart changes with their positions. Positions 0 and 3, 5 and 8, "
            "1000 and 1003 must give the same score.",
            yours=formatting.text(np.array(scores)),
        )
    expected = by_complex_numbers(q, np.array([0])) @ by_complex_numbers(k, np.array([3])).T
    close(scores[0], expected.item(), name="the score of your rotated vectors", rtol=TOLERANCE, atol=10 * TOLERANCE)


@check
def leading_axes(learner, rng):
    """Leading axes for examples and heads"""
    for dims in [(3, 4, 6), (2, 3, 4, 4), (4, 4, 4), (2, 40, 16)]:
        x, positions = rng.normal(size=dims), np.arange(7, 7 + dims[-2])
        compare(learner, x, positions)


@check
def whole_numbers(learner, rng):
    """Integers are converted to floats"""
    x, positions = rng.integers(-5, 6, size=(3, 4)), np.arange(1, 4)
    compare(learner, x, positions)


@check
def arguments_unchanged(learner, rng):
    """Vectors and positions are not modified"""
    x, positions = rng.normal(size=(2, 3, 4)), np.arange(3)
    compare(learner, x, positions)
    preserves_arguments(learner)


def compare(learner, x, positions, base=10000.0):
    given = (x, positions) if base == 10000.0 else (x, positions, base)
    close(learner.rotate(*given), by_complex_numbers(x, positions, base), rtol=TOLERANCE, atol=TOLERANCE)


def by_complex_numbers(x, positions, base=10000.0):
    """Each pair is a complex number; rotating it is a product with e^(i angle)."""
    d = x.shape[-1]
    turned = np.zeros(x.shape)
    for i in range(d // 2):
        turns = [cmath.exp(1j * position * base ** (-2 * i / d)) for position in positions.tolist()]
        pairs = (x[..., 2 * i] + 1j * x[..., 2 * i + 1]) * turns
        turned[..., 2 * i], turned[..., 2 * i + 1] = pairs.real, pairs.imag
    return turned
