import math

import numpy as np
import torch

from runner.judge import array, check, close, entries, fail, formatting, heatmap, parts, preserves_arguments, shape


@check(example=True)
def worked_example(learner, rng):
    """Two tokens, one at a time, and the cache of Llama 3"""
    W_q, W_k, W_v = np.array([[math.log(3), 0.0, -math.log(3), -math.log(2)]]), [[1.0, -1.0]], [[1.0, 10.0]]
    rest = W_q, np.array(W_k), np.array(W_v), np.array([[1.0], [2.0], [3.0], [4.0]]), 4, 2
    K, V = np.array([[[0.0], [1.0]], [[0.0], [-1.0]]]), np.array([[[0.0], [1.0]], [[0.0], [10.0]]])
    y, cache = call(learner, np.zeros((1, 1)), None, *rest)
    close(y, np.zeros((1, 1)), name="your result of the first token")
    close(cache, {"K": K[:, :1], "V": V[:, :1]}, name="your first cache")
    y, cache = call(learner, np.ones((1, 1)), cache, *rest)
    close(y, np.array([[0.75 + 2 * 0.5 + 3 * 7.5 + 4 * 20 / 3]]), name="your result of the second token")
    close(cache, {"K": K, "V": V}, name="your second cache")
    close(learner.cache_bytes(8192, 32, 8, 128, 2), 2**30, name="your number of bytes")


@check
def shared_heads(learner, rng):
    """Each query head uses the keys and values of its own group"""
    heads, kv_heads, d_head = 6, 3, 2
    x, (*matrices, _), _ = draw(rng, 3, heads, kv_heads, d_head, heads * d_head)
    given = x, None, *matrices, np.eye(heads * d_head), heads, kv_heads
    y, _ = call(learner, *given)
    shape(array(y), (3, heads * d_head))
    pairs = [by_pairs(x, *matrices, [i] * heads) for i in range(kv_heads)]  # all heads on pair 0, on pair 1, ...
    expected = np.concatenate([pairs[i // 2][:, i * d_head : (i + 1) * d_head] for i in range(heads)], axis=1)
    yours, right = (a[-1].reshape(heads, d_head) for a in (y, expected))
    wrong = ~np.isclose(yours, right)
    learner.show(heatmap({"your heads": yours, "expected": right}, marks={"your heads": wrong}))
    for head in range(heads):
        columns = slice(head * d_head, (head + 1) * d_head)
        for other in range(kv_heads):
            if other != head // 2 and np.allclose(y[:, columns], pairs[other][:, columns]):
                fail(
                    f"Query head {head} uses the keys and values of head {other}; expected head {head // 2}, with "
                    f"{heads} query heads and {kv_heads} key-value heads.",
                    yours=formatting.text(yours),
                    expected=formatting.text(right),
                )
    close(y, expected, name="your matrix of joined heads")


@check
def whole_text(learner, rng):
    """A whole text at once, with any number of heads"""
    for heads, kv_heads, d_head, d in [
        (4, 2, 3, 5),
        (6, 2, 2, 4),
        (3, 3, 4, 6),
        (4, 1, 2, 3),
        (1, 1, 2, 2),
        (8, 2, 8, 20),
    ]:
        x, weights, counts = draw(rng, 5, heads, kv_heads, d_head, d)
        y, cache = call(learner, x, None, *weights, *counts)
        expected, full = by_torch(x, *weights, *counts)
        close(y, expected, name="your result", sizes={"d_head": d_head, "d": d})
        close(cache, full, name="your cache")


@check
def any_pieces(learner, rng):
    """A text token by token, or in pieces of any length, gives the same as the whole text"""
    for pieces in [[1, 1, 1, 1], [3, 1, 2], [2, 3, 1]]:
        x, weights, counts = draw(rng, sum(pieces), 4, 2, 3, 5)
        expected, full = by_torch(x, *weights, *counts)
        cache, start = None, 0
        for n in pieces:
            y, cache = call(learner, x[start : start + n], cache, *weights, *counts)
            close(y, expected[start : start + n], name=f"your result of the tokens from {start} on")
            start += n
            close(cache, {key: value[:, :start] for key, value in full.items()}, name="your cache")


@check
def large_scores(learner, rng):
    """Scores of ±1000 stay exact"""
    x, (W_q, W_k, W_v, W_o), counts = draw(rng, 4, 4, 2, 1, 3)
    x[:, 0], W_q[:], W_k[:] = [30.0, -31.0, 28.0, -1.0], 0.0, 0.0
    W_q[0], W_k[0] = [1.0, -1.0, 1.0, -1.0], [1.0, -1.0]
    expected, _ = by_torch(x, W_q, W_k, W_v, W_o, *counts)
    close(call(learner, x, None, W_q, W_k, W_v, W_o, *counts)[0], expected, name="your result")


@check
def sizes_of_caches(learner, rng):
    """The size of any model's cache"""
    for case in rng.integers(1, 200, size=(5, 5)).tolist():
        close(learner.cache_bytes(*case), 2 * math.prod(case), name="your number of bytes")


@check
def two_continuations(learner, rng):
    """Two continuations from one cache do not affect each other"""
    x, weights, counts = draw(rng, 6, 4, 2, 3, 5)
    _, cache = call(learner, x[:3], None, *weights, *counts)
    for tokens in (x[3:5], x[5:]):
        y, longer = call(learner, tokens, cache, *weights, *counts)
        expected, full = by_torch(np.concatenate([x[:3], tokens]), *weights, *counts)
        close(y, expected[3:], name="your result")
        close(longer, full, name="your cache")
    preserves_arguments(learner)


def call(learner, *given):
    y, cache = parts(learner.attend(*given), "y", "cache")
    return y, entries(cache, ["K", "V"], name="your cache")


def draw(rng, n, heads, kv_heads, d_head, d):
    """Tokens, four matrices, and the numbers of heads."""
    sizes = [(d, heads * d_head), (d, kv_heads * d_head), (d, kv_heads * d_head), (heads * d_head, d)]
    return rng.normal(size=(n, d)), [rng.normal(size=size) / math.sqrt(d) for size in sizes], (heads, kv_heads)


def by_torch(x, W_q, W_k, W_v, W_o, heads, kv_heads):
    """The whole text at once, each pair repeated for its query heads, and the resulting cache."""
    owners = [head * kv_heads // heads for head in range(heads)]
    K, V = (split(x @ W, kv_heads) for W in (W_k, W_v))
    return by_pairs(x, W_q, W_k, W_v, owners) @ W_o, {"K": K, "V": V}


def by_pairs(x, W_q, W_k, W_v, owners):
    """The joined heads if query head i uses the pair owners[i], (n, heads * d_head)."""
    heads = len(owners)
    d_head = W_q.shape[1] // heads
    K, V = (split(x @ W, W.shape[1] // d_head)[owners] for W in (W_k, W_v))
    q, k, v = map(torch.tensor, (split(x @ W_q, heads), K, V))
    out = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
    return out.transpose(0, 1).reshape(len(x), -1).numpy()


def split(a, heads):
    return np.stack(np.split(a, heads, axis=1))
