import math

import numpy as np
import torch

from runner.judge import check, close, entries, parts, scales_like, unchanged


@check(example=True)
def worked_example(learner, rng):
    """Two tokens, one at a time"""
    one, P = np.ones((1, 1)), np.array([[0.0], [math.log(3)], [0.0]])
    y, cache = call(learner, np.zeros((1, 1)), None, P, one, one, one)
    close(y, np.zeros((1, 1)), name="your result of the first token")
    close(cache, {"K": np.zeros((1, 1)), "V": np.zeros((1, 1))}, name="your first cache")
    y, cache = call(learner, np.array([[1 - math.log(3)]]), cache, P, one, one, one)
    both = np.array([[0.0], [1.0]])
    close(y, np.array([[math.e / (1 + math.e)]]), name="your result of the second token")
    close(cache, {"K": both, "V": both}, name="your second cache")


@check
def whole_text(learner, rng):
    """A whole text at once, without a cache"""
    for n in (1, 4):
        x, rest = draw(rng, n)
        y, cache = call(learner, x, None, *rest)
        expected, full = by_torch(x, *rest)
        close(y, expected, name="your result")
        close(cache, full, name="your cache")


@check
def any_pieces(learner, rng):
    """A text token by token, or in pieces of any length, gives what the whole text gives"""
    for pieces in [[1, 1, 1, 1], [3, 1, 2], [2, 3, 1]]:
        follow(learner, rng, pieces)


@check
def two_continuations(learner, rng):
    """Two continuations from one cache do not disturb each other"""
    x, rest = draw(rng, 3)
    _, cache = call(learner, x, None, *rest)
    for tokens in (draw(rng, 2)[0], draw(rng, 1)[0]):
        y, longer = call(learner, tokens, cache, *rest)
        expected, full = by_torch(np.concatenate([x, tokens]), *rest)
        close(y, expected[3:], name="your result")
        close(longer, full, name="your cache")
    unchanged(learner)


@check
def large_scores(learner, rng):
    """Scores of ±1000 stay exact"""
    queries, keys = [900.0, -900.0, -1000.0, 1000.0], [*rng.uniform(0.5, 0.9, size=2), 1.0, -0.9]
    x = np.stack([queries, keys], axis=1)  # scores of a row far apart, and rows far from each other
    rest = np.zeros((9, 2)), np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]]), rng.normal(size=(2, 3))
    expected, _ = by_torch(x, *rest)
    y, cache = call(learner, x[:2], None, *rest)
    close(y, expected[:2], name="your result of the first tokens")
    close(call(learner, x[2:], cache, *rest)[0], expected[2:], name="your result of the last tokens")


@check
def cost_of_a_token(learner, rng):
    """The work for one new token grows with the cache, not with its square"""
    t = 1500
    x, (_, *matrices) = draw(rng, 1)
    P = rng.normal(size=(t + 1, x.shape[1]))
    K, V = rng.normal(size=(t, 3)), rng.normal(size=(t, 2))
    query = (x[0] + P[t]) @ matrices[0]

    def by_loop(tokens):
        shares = [math.exp(query @ key) for key in K[:tokens]]
        return sum(share * value for share, value in zip(shares, V)) / sum(shares)

    def by_learner(tokens):
        return learner.attend(x, {"K": K[:tokens], "V": V[:tokens]}, P[: tokens + 1], *matrices)

    scales_like(learner, by_learner, by_loop, (t // 10, t), size="the number of tokens in the cache")


def follow(learner, rng, pieces):
    x, rest = draw(rng, sum(pieces))
    expected, full = by_torch(x, *rest)
    cache, start = None, 0
    for n in pieces:
        y, cache = call(learner, x[start : start + n], cache, *rest)
        name = f"your result of token {start}" if n == 1 else f"your result of tokens {start} to {start + n - 1}"
        close(y, expected[start : start + n], name=name)
        start += n
        close(cache, {key: value[:start] for key, value in full.items()}, name="your cache")


def call(learner, x, cache, *rest):
    y, cache = parts(learner.attend(x, cache, *rest), "y", "cache")
    return y, entries(cache, ["K", "V"], name="your cache")


def draw(rng, n):
    """Tokens, a table of positions, and three matrices with widths of their own."""
    d, d_k, d_v = 4, 3, 2
    return rng.normal(size=(n, d)), (
        rng.normal(size=(9, d)),
        rng.normal(size=(d, d_k)) / 3,  # scores so small that no softmax is nearly one-hot
        rng.normal(size=(d, d_k)) / 3,
        rng.normal(size=(d, d_v)),
    )


def by_torch(x, P, W_q, W_k, W_v):
    """The whole text at once, and the cache it leaves."""
    x, W_q, W_k, W_v = map(torch.tensor, (x + P[: len(x)], W_q, W_k, W_v))
    y = torch.nn.functional.scaled_dot_product_attention(x @ W_q, x @ W_k, x @ W_v, is_causal=True)
    return y.numpy(), {"K": (x @ W_k).numpy(), "V": (x @ W_v).numpy()}
