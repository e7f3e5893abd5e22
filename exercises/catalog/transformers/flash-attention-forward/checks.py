import math

import numpy as np
import torch

from runner.judge import check, close, heatmap, parts, preserves_arguments
from runner.judge.memory_use import uses_at_most

QUERIES, KEYS, TILE, MIB = 64, 65536, 64, 30


@check(example=True)
def worked_example(learner, rng):
    """Two tiles of keys, and the merge of their results"""
    Q, V = np.array([[2.0, 0.0, 0.0, 0.0]]), np.array([[1.0, 0.0], [2.0, 4.0], [9.0, 1.0]])
    K = np.zeros((3, 4))
    K[:, 0] = 0.0, math.log(3), math.log(6)
    merged = learner.merge(np.array([[1.75, 3.0]]), np.log([4.0]), np.array([[9.0, 1.0]]), np.log([6.0]))
    compare(merged, np.array([[6.1, 1.8]]), np.log([10.0]), "merged ")
    compare(learner.attention(Q, K, V, 2), np.array([[6.1, 1.8]]), np.log([10.0]))


@check
def merges_two_parts(learner, rng):
    """The results over two sets of keys merge into the result over both"""
    for n, m, d_v, cut in [(1, 2, 3, 1), (4, 7, 2, 5), (3, 9, 3, 2)]:
        Q, K, V = draw(rng, n, m, 4, d_v)
        first, second = by_torch(Q, K[:cut], V[:cut]), by_torch(Q, K[cut:], V[cut:])
        compare(learner.merge(*first, *second), *by_torch(Q, K, V), "merged ")


@check
def merges_with_nothing(learner, rng):
    """A part that has seen no key adds nothing"""
    out, lse = rng.normal(size=(4, 3)), rng.normal(size=4)
    blind = np.array([True, False, True, False])
    first = np.where(blind[:, None], 0.0, out), np.where(blind, -np.inf, lse)
    second = np.where(blind[:, None], out, 0.0), np.where(blind, lse, -np.inf)
    compare(learner.merge(*first, *second), out, lse, "merged ")


@check
def any_tile(learner, rng):
    """Tiles of any length, whether they divide n and m or not"""
    for n, m, d, d_v, tile in [(4, 6, 3, 2, 2), (5, 7, 2, 3, 3), (2, 5, 4, 1, 1), (6, 3, 3, 2, 4), (3, 4, 5, 3, 9)]:
        given = draw(rng, n, m, d, d_v)
        compare(learner.attention(*given, tile), *by_torch(*given))


@check
def causal_tiles(learner, rng):
    """With causal=True no query sees a later key, whatever the tiles"""
    for n, tile in [(6, 2), (7, 3), (8, 3), (5, 1), (4, 9)]:
        Q, K, _ = draw(rng, n, n, 3, 1)
        weights, lse = by_torch(Q, K, np.eye(n), causal=True)
        out, own = parts(learner.attention(Q, K, np.eye(n), tile, causal=True), "out", "lse")
        if np.shape(out) == (n, n) and np.isrealobj(out):
            learner.show(heatmap({"your weights": out, "expected": weights}, marks={"your weights": ahead(out)}))
        compare((out, own), weights, lse, weights=True)


@check
def large_scores(learner, rng):
    """Scores of ±1000 stay exact, in the tiles and in the merge"""
    V = rng.normal(size=(6, 2))
    for scores in (rng.permutation([-1000.0, -500.0, 0.0, 400.0, 998.0, 1000.0]), np.linspace(-1000.0, -990.0, 6)):
        Q, K = np.array([[1.0], [-0.5], [1e-3]]), scores[:, None]
        cut = by_torch(Q, K[:4], V[:4]), by_torch(Q, K[4:], V[4:])
        compare(learner.merge(*cut[0], *cut[1]), *by_torch(Q, K, V), "merged ")
        compare(learner.attention(Q, K, V, 2), *by_torch(Q, K, V))


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    Q, K, V = draw(rng, 4, 4, 3, 2)
    first, second = by_torch(Q, K[:2], V[:2]), by_torch(Q, K[2:], V[2:])
    compare(learner.merge(*first, *second), *by_torch(Q, K, V), "merged ")
    compare(learner.attention(Q, K, V, 2, causal=True), *by_torch(Q, K, V, causal=True))
    preserves_arguments(learner)


@check
def memory(learner, rng):
    """64 queries and 65,536 keys within 30 MiB, where the matrix of scores takes 32"""
    Q, K, V = draw(rng, QUERIES, KEYS, 4, 2)
    answer = uses_at_most(
        learner,
        lambda: learner.attention(Q, K, V, TILE),
        MIB,
        advice="Keep the scores of one tile at a time, and merge its result before you compute the next.",
        name=f"Your call with {KEYS:,} keys",
    )
    out, lse = parts(answer, "out", "lse")
    close(np.shape(out), (QUERIES, 2), name="the shape of your out")
    close(np.shape(lse), (QUERIES,), name="the shape of your lse")
    some = rng.choice(QUERIES, size=24, replace=False)
    compare((out[some], lse[some]), *by_torch(Q[some], K, V))


def draw(rng, n, m, d, d_v):
    return rng.normal(size=(n, d)), rng.normal(size=(m, d)), rng.normal(size=(m, d_v))


def compare(answer, out, lse, which="", weights=False):
    yours, own = parts(answer, "out", "lse")
    close(yours, out, name="your matrix of weights" if weights else f"your {which}out")
    close(own, lse, name=f"your {which}lse")


def ahead(weights):
    """Where a query gives weight to a later key."""
    return ~np.tri(len(weights), dtype=bool) & np.isfinite(weights) & ~np.isclose(weights, 0)


def by_torch(Q, K, V, causal=False):
    """All scores at once."""
    Q, K, V = map(torch.tensor, (Q, K, V))
    scores = Q @ K.T / math.sqrt(K.shape[1])
    if causal:
        scores = scores.masked_fill(torch.ones(scores.shape).triu(1) > 0, -math.inf)
    return (scores.softmax(dim=1) @ V).numpy(), scores.logsumexp(dim=1).numpy()
