import math

import numpy as np
import torch

from runner.judge import check, close, entries, parts, preserves_arguments, scales_like


@check(example=True)
def worked_example(learner, rng):
    """Three tokens, one at a time"""
    one, P = np.ones((1, 1)), np.array([[0.0], [math.log(3)], [0.0]])
    tokens = np.array([[0.0], [1.0], [2.0]])
    y, cache = call(learner, np.zeros((1, 1)), None, P, one, one, one)
    close(y, np.zeros((1, 1)), name="your result of the first token")
    close(cache, {"K": tokens[:1], "V": tokens[:1]}, name="your first cache")
    # the third token is computed before the second is judged: it separates mistakes that agree on two tokens
    second, longer = call(learner, np.array([[1 - math.log(3)]]), cache, P, one, one, one)
    third, longest = call(learner, np.array([[2.0]]), {"K": tokens[:2], "V": tokens[:2]}, P, one, one, one)
    close(second, np.array([[math.e / (1 + math.e)]]), name="your result of the second token")
    close(longer, {"K": tokens[:2], "V": tokens[:2]}, name="your second cache")
    shares = np.exp([0.0, 2.0, 4.0])
    close(third, np.array([[shares @ [0, 1, 2] / shares.sum()]]), name="your result of the third token")
    close(longest, {"K": tokens, "V": tokens}, name="your third cache")


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
    """A text token by token, or in pieces of any length, gives the same as the whole text"""
    for pieces in [[1, 1, 1, 1], [3, 1, 2], [2, 3, 1]]:
        follow(learner, rng, pieces)


@check
def two_continuations(learner, rng):
    """Two continuations from one cache do not affect each other"""
    x, rest = draw(rng, 3)
    _, cache = call(learner, x, None, *rest)
    for tokens in (draw(rng, 2)[0], draw(rng, 1)[0]):
        y, longer = call(learner, tokens, cache, *rest)
        expected, full = by_torch(np.concatenate([x, tokens]), *rest)
        close(y, expected[3:], name="your result")
        close(longer, full, name="your cache")
    preserves_arguments(learner)


@check
def large_scores(learner, rng):
    """Scores of ±1000 stay exact"""
    # the first token's own score is -1000, and it sees no other
    queries, keys = [-1000.0, 900.0, -900.0, 1000.0], [1.0, *rng.uniform(0.5, 0.9, size=2), -0.9]
    x = np.stack([queries, keys], axis=1)  # scores of a row far apart, and rows far from each other
    rest = np.zeros((9, 2)), np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]]), rng.normal(size=(2, 3))
    expected, _ = by_torch(x, *rest)
    y, cache = call(learner, x[:2], None, *rest)
    close(y, expected[:2], name="your result of the first tokens")
    close(call(learner, x[2:], cache, *rest)[0], expected[2:], name="your result of the last tokens")


@check
def cost_of_a_token(learner, rng):
    """The work for one new token grows with the cache, not with its square"""
    _, (_, *matrices) = draw(rng, 1)
    d, d_k, d_v = 4, 3, 2

    def draw_cache(t):
        cache = {"K": rng.normal(size=(t, d_k)), "V": rng.normal(size=(t, d_v))}
        return rng.normal(size=(1, d)), cache, rng.normal(size=(t + 1, d)), *matrices

    def by_learner(given):
        return learner.attend(*given)

    scales_like(
        learner,
        by_learner,
        by_loop,
        (150, 1500),
        draw=draw_cache,
        most=8,
        size="the number of tokens in the cache",
        name="your tuple (y, cache)",
    )


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


def by_loop(given):
    """One new token after a cache, key by key."""
    x, cache, P, W_q, W_k, W_v = given
    token = x[0] + P[len(cache["K"])]
    K, V = np.vstack([cache["K"], token @ W_k]), np.vstack([cache["V"], token @ W_v])
    query = token @ W_q / math.sqrt(K.shape[1])
    shares = [math.exp(query @ key) for key in K]
    return np.array([sum(share * value for share, value in zip(shares, V)) / sum(shares)]), {"K": K, "V": V}


def by_torch(x, P, W_q, W_k, W_v):
    """The whole text at once, and the resulting cache."""
    x, W_q, W_k, W_v = map(torch.tensor, (x + P[: len(x)], W_q, W_k, W_v))
    y = torch.nn.functional.scaled_dot_product_attention(x @ W_q, x @ W_k, x @ W_v, is_causal=True)
    return y.numpy(), {"K": (x @ W_k).numpy(), "V": (x @ W_v).numpy()}
