import math
from operator import mul

import numpy as np

from runner.judge import array, check, close, fail, formatting, heatmap, preserves_arguments, shape

WEIGHTS = "your weights"
EXPECTED = "expected weights"
ALLOWED = "what the mask allows"


@check(example=True)
def worked_example(learner, rng):
    """One query over three keys"""
    Q, K, V = example()
    weights, result = learner.attention.each([(Q, K, np.eye(3)), (Q, K, V)])
    learner.show(heatmap({WEIGHTS: weights, EXPECTED: by_loops(Q, K, np.eye(3))}))
    close(result, by_loops(Q, K, V), sizes=lengths(Q, K, V))


@check
def many_queries(learner, rng):
    """Any number of queries, keys and features, compared with plain loops"""
    cases = [draw(rng, (), n + 1, m + 1, d_k, d_v) for n, m, d_k, d_v in rng.integers(1, 7, size=(5, 4))]
    cases.append(draw(rng, (), 24, 32, 40, 8))
    for got, case, expected in zip(learner.attention.each(cases), cases, [by_loops(*case) for case in cases]):
        close(got, expected, sizes=lengths(*case))


@check(example=True)
def hidden_key(learner, rng):
    """A hidden key gets no weight, and the others share it"""
    Q, K, _ = example()
    mask = np.array([[False, True, True]])
    compare_weights(learner, Q, K, mask)


@check
def no_look_ahead(learner, rng):
    """No position sees a later one"""
    n, d_k = int(rng.integers(5, 9)), int(rng.integers(2, 6))
    Q, K, _ = draw(rng, (), n, n, d_k, 1)
    compare_weights(learner, Q, K, np.tri(n, dtype=bool))


@check
def batch_axes(learner, rng):
    """Leading axes for examples and heads, with a mask for each"""
    cases = []
    for batch in [(3,), (2, 4), (1, 1, 2)]:
        n, m, d_k, d_v = rng.integers(2, 6, size=4)
        cases.append((*draw(rng, batch, n, m, d_k, d_v), draw_mask(rng, (*batch, n, m))))
    cases.append(cases[-1][:3])
    for got, case, expected in zip(learner.attention.each(cases), cases, [by_arrays(*case) for case in cases]):
        close(got, expected, sizes=lengths(*case[:3]))


@check
def mask_broadcasts(learner, rng):
    """A mask with fewer axes, or axes of length 1, is broadcast"""
    b, h, n, m = 2, 3, 4, 5
    Q, K, V = draw(rng, (b, h), n, m, 6, 2)
    masks = [np.ones((n, 1), dtype=bool)]
    masks += [draw_mask(rng, dims) for dims in [(n, m), (m,), (b, 1, 1, m), (1, h, n, m), (b, 1, n, m)]]
    answers = learner.attention.each([(Q, K, V, mask) for mask in masks])
    all_at_once = [np.stack([a] * len(masks)) for a in (Q, K, V)]
    whole = np.stack([np.broadcast_to(mask, (b, h, n, m)) for mask in masks])
    for got, expected in zip(answers, by_arrays(*all_at_once, whole)):
        close(got, expected)


@check
def large_scores(learner, rng):
    """Scores of ±1000 stay exact"""
    far = np.array([[-1000.0], [1000.0]])
    cases = [(far, np.array([[0.8], [0.9], [1.0]]), np.eye(3))]
    for _ in range(2):
        Q, K, V = draw(rng, (), 5, 6, 4, 3)
        Q *= np.array([1.0, 1e3, 1e-3, -1e3, 1e3])[:, None] / np.abs(Q @ K.T / 2).max(axis=1, keepdims=True)
        K[0] = K[1]  # two keys tie for first or last, whatever the scale
        cases.append((Q, K, V))
    answers = learner.attention.each([*cases, (far, np.ones((3, 1)), np.eye(3))])
    expected = [*(by_arrays(*case) for case in cases), np.full((2, 3), 1 / 3)]
    for got, want, name in zip(answers, expected, [*["your result"] * 3, "your weights for three equal keys"]):
        close(got, want, name=name)


@check
def large_hidden_scores(learner, rng):
    """A hidden key stays hidden, however large its score"""
    n = 6
    Q, K, V = np.ones((n, 1)), np.linspace(-1000.0, 1000.0, n)[:, None], rng.normal(size=(n, 3))
    mask = np.tri(n, dtype=bool)
    close(learner.attention(Q, K, V, mask), by_arrays(Q, K, V, mask))


@check
def arguments_unchanged(learner, rng):
    """Queries, keys, values and mask are not modified"""
    Q, K, V = draw(rng, (2,), 3, 4, 5, 2)
    mask = draw_mask(rng, (2, 3, 4))
    for got in learner.attention.each([(Q, K, V), (Q, K, V, mask)]):
        shape(got, (2, 3, 2))
    preserves_arguments(learner)


def compare_weights(learner, Q, K, mask):
    """Read off the learner's weights by giving each key its own unit vector as a value, and draw them."""
    m = len(K)
    weights = array(learner.attention(Q, K, np.eye(m), mask))
    shape(weights, mask.shape)
    expected = by_loops(Q, K, np.eye(m), mask)
    leaked = ~mask & np.isfinite(weights) & ~np.isclose(weights, 0)
    learner.show(heatmap({WEIGHTS: weights, ALLOWED: expected}, marks={WEIGHTS: leaked}))
    if leaked.any():
        query, key = np.argwhere(leaked)[0]
        fail(
            f"{shift(weights, Q, K, mask)}Query {query} gives key {key} a weight of {weights[query, key]:.2g}, "
            "though its mask hides that key.",
            yours=formatting.text(weights),
            expected=formatting.text(expected),
        )
    close(weights, expected, name="your matrix of weights")


def shift(weights, Q, K, mask):
    """The message if the weights are right for a mask that is off by one."""
    for step, where in [(1, "ahead"), (-1, "behind")]:
        if np.allclose(weights, by_loops(Q, K, np.eye(len(K)), np.roll(mask, step, axis=-1))):
            return f"Your weights look one key {where}: the mask is shifted by one. "
    return ""


def example():
    Q = np.array([[1.0, 1.0, 0.0, 0.0]])
    K = np.array([[1.0, 1.0, 0.0, 0.0], [1.0, -1.0, 0.0, 0.0], [-1.0, -1.0, 0.0, 0.0]])
    return Q, K, np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])


def draw(rng, batch, n, m, d_k, d_v):
    return rng.normal(size=(*batch, n, d_k)), rng.normal(size=(*batch, m, d_k)), rng.normal(size=(*batch, m, d_v))


def draw_mask(rng, dims):
    """At least one key for each query, and at least one hidden."""
    mask = rng.random(dims) < 0.6
    mask[..., 0] = rng.random(dims[:-1]) < 0.5
    mask[..., 1] = ~mask[..., 0]
    return mask


def lengths(Q, K, V):
    return {"d_k": Q.shape[-1], "the number of keys": K.shape[-2], "d_v": V.shape[-1]}


def by_loops(Q, K, V, mask=None):
    """The definition, one query and one key at a time."""
    out = []
    for i, query in enumerate(Q.tolist()):
        scores = [sum(map(mul, query, key)) / math.sqrt(len(query)) for key in K.tolist()]
        shares = [0.0 if mask is not None and not mask[i, j] else math.exp(s) for j, s in enumerate(scores)]
        total = sum(shares)
        out.append([sum(map(mul, shares, column)) / total for column in V.T.tolist()])
    return np.array(out)


def by_arrays(Q, K, V, mask=None):
    """The definition for all queries and leading axes at once."""
    scores = Q @ np.swapaxes(K, -1, -2) / math.sqrt(Q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return shares @ V / shares.sum(axis=-1, keepdims=True)
