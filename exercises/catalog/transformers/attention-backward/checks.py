import math

import numpy as np
import torch

from runner.judge import check, gradient, heatmap, preserves_arguments, scales_like


@check(example=True)
def worked_example(learner, rng):
    """Two queries that see different keys"""
    Q = np.array([[2.0, 0.0, 0.0, 0.0], [0.0, 2.0, 0.0, 0.0]])
    K = np.array([[0.0, math.log(2), 1.0, 0.0], [math.log(3), 5.0, 0.0, 0.0], [7.0, 0.0, 0.0, 2.0]])
    V, G = np.array([[1.0], [5.0], [7.0]]), np.array([[8.0], [9.0]])
    compare(learner, Q, K, V, np.array([[True, True, False], [True, False, True]]), G)


@check
def leading_axes(learner, rng):
    """Any number of leading axes, each with its own attention"""
    for dims, n, m, d, d_v in [((), 4, 3, 5, 2), ((2,), 3, 5, 2, 4), ((2, 3), 4, 5, 3, 2), ((3, 1, 2), 2, 4, 2, 3)]:
        Q, K, V, G = draw(rng, dims, n, m, d, d_v)
        compare(learner, Q, K, V, sights(rng, (*dims, n, m)), G)


@check
def masks(learner, rng):
    """Causal masks, padding, and masks that differ from example to example"""
    Q, K, V, G = draw(rng, (), 6, 6, 3, 6)
    G = np.eye(6)  # the gradient of V is then the transpose of the weights
    causal = np.tri(6, dtype=bool)
    grads = learner.gradients(Q, K, V, causal, G)
    expected = by_torch(Q, K, V, causal, G)
    weights = grads.get("V") if isinstance(grads, dict) else None
    if isinstance(weights, np.ndarray) and weights.shape == (6, 6) and weights.dtype.kind == "f":
        leaks = ~causal & ~np.isclose(weights.T, 0)
        learner.show(heatmap({"your weights": weights.T, "expected": expected["V"].T}, marks={"your weights": leaks}))
    verify(grads, expected, (Q, K, V, causal, G))
    padding = np.arange(5) < rng.permutation([2, 4])[:, None, None, None]
    for mask in [padding, sights(rng, (2, 1, 4, 5)), sights(rng, (3, 4, 5)), sights(rng, (4, 5)), sights(rng, (5,))]:
        Q, K, V, G = draw(rng, (2, 3), 4, 5, 3, 2)
        compare(learner, Q, K, V, mask, G)


@check
def blind_queries(learner, rng):
    """A query that sees no key adds nothing"""
    for dims, n, m in [((), 4, 3), ((2, 3), 3, 5)]:
        Q, K, V, G = draw(rng, dims, n, m, 4, 2)
        mask = sights(rng, (*dims, n, m))
        mask[..., rng.integers(n), :] = False
        compare(learner, Q, K, V, mask, G)


@check
def large_scores(learner, rng):
    """Scores of ±1000 stay exact, hidden ones too"""
    for visible, hidden in [((1000.0, 999.0, -1000.0), (998.0, -999.0)), ((-999.0, -999.5, -1000.0), (1000.0, 900.0))]:
        order = rng.permutation(5)
        Q, K = np.zeros((3, 4)), np.zeros((5, 4))  # the first entries alone make the scores
        Q[:, 0], K[:, 0] = [2.0, 2e-3, 2.0], np.array([*visible, *hidden])[order]
        V, G = rng.normal(size=(5, 2)), rng.normal(size=(3, 2))
        compare(learner, Q, K, V, np.tile(order < 3, (3, 1)), G)


@check
def cost_of_the_gradients(learner, rng):
    """1,536 gradients take as long as a formula needs, not a forward pass for each"""

    def draw_causal(n):
        Q, K, V, G = draw(rng, (), n, n, 16, 16)
        return Q, K, V, np.tri(n, dtype=bool), G

    scales_like(
        learner,
        lambda given: learner.gradients(*given),
        pair_by_pair,
        (4, 32),
        draw=draw_causal,
        most=8,
        size="the number of tokens",
        name="your dict of gradients",
    )


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    Q, K, V, G = draw(rng, (2, 3), 4, 5, 3, 2)
    compare(learner, Q, K, V, sights(rng, (4, 5)), G)
    preserves_arguments(learner)


def draw(rng, dims, n, m, d, d_v):
    return tuple(rng.normal(size=(*dims, *size)) for size in [(n, d), (m, d), (m, d_v), (n, d_v)])


def sights(rng, shape):
    """A random mask in which every query sees at least two keys, and not all of them."""
    m = shape[-1]
    return rng.permuted(np.broadcast_to(np.arange(m), shape), axis=-1) < rng.integers(2, m, size=(*shape[:-1], 1))


def compare(learner, *given):
    verify(learner.gradients(*given), by_torch(*given), given)


def verify(grads, expected, given):
    Q, K, V, mask, G = given
    fixed_total = by_torch(*given, fixed_total=True)
    clause = {"the sum that the softmax divides by depends on every score, and you treat it as a constant": fixed_total}
    gradient(
        grads,
        expected,
        sizes={"the square root of d": math.sqrt(K.shape[-1])},
        suspects={name: {text: wrong[name] for text, wrong in clause.items()} for name in "QK"},
    )


def pair_by_pair(given):
    """The formula in plain loops, for scores of ordinary size."""
    Q, K, V, mask, G = given
    grads, root = {name: np.zeros(a.shape) for name, a in [("V", V), ("Q", Q), ("K", K)]}, math.sqrt(K.shape[-1])
    for i, row in enumerate(mask):
        seen = np.flatnonzero(row)
        exps = [math.exp(Q[i] @ K[j] / root) for j in seen]
        weights = [e / sum(exps) for e in exps]
        slopes = [V[j] @ G[i] for j in seen]
        mean = math.fsum(weight * slope for weight, slope in zip(weights, slopes))
        for j, weight, slope in zip(seen, weights, slopes):
            grads["V"][j] += weight * G[i]
            grads["Q"][i] += weight * (slope - mean) * K[j] / root
            grads["K"][j] += weight * (slope - mean) * Q[i] / root
    return grads


def by_torch(Q, K, V, mask, G, fixed_total=False):
    """Autograd. A query without keys sees all of them here, and its row of G is 0."""
    sees = torch.from_numpy(np.broadcast_to(mask, (*Q.shape[:-1], K.shape[-2])).copy())
    blind = ~sees.any(dim=-1, keepdim=True)
    q, k, v = (torch.tensor(a, requires_grad=True) for a in (Q, K, V))
    scores = (q @ k.mT / math.sqrt(K.shape[-1])).masked_fill(~(sees | blind), -math.inf)
    lse = scores.logsumexp(dim=-1, keepdim=True)
    out = (scores - (lse.detach() if fixed_total else lse)).exp() @ v
    out.backward(torch.from_numpy(G).masked_fill(blind, 0.0))
    return {"V": v.grad.numpy(), "Q": q.grad.numpy(), "K": k.grad.numpy()}
