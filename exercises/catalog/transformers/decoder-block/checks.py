import math

import numpy as np
import torch
from torch.nn import functional

from runner.judge import array, check, close, fail, heatmap, preserves_arguments, shape

MOVES = "a change of token (row) affects result (column)"


@check(example=True)
def worked_example(learner, rng):
    """Three tokens, one head, and a feed-forward half that adds nothing"""
    params = {name: np.zeros((2, 2)) for name in ("Wq", "Wk", "W1", "W2")}
    params |= {
        "b1": np.zeros(2),
        "b2": np.zeros(2),
        "g1": np.ones(2),
        "g2": np.ones(2),
        "Wv": np.eye(2),
        "Wo": np.eye(2),
    }
    compare(learner, np.array([[3.0, 1.0], [0.0, 4.0], [5.0, 1.0]]), params, 1)


@check
def one_token(learner, rng):
    """A single token, which can only see itself"""
    for d, w in [(4, 8), (6, 3)]:
        compare(learner, draw(rng, 1, d), draw_params(rng, d, w), 2)


@check
def no_look_ahead(learner, rng):
    """Changing a token does not affect earlier results"""
    n, d = 6, 4
    x, params = draw(rng, n, d), draw_params(rng, d, 5)
    before = array(learner.decoder_block(x, params, 2))
    shape(before, x.shape)
    moved = np.zeros((n, n), dtype=bool)  # row: the token that changes; column: a result that changes with it
    for changed in range(1, n):
        other = x.copy()
        other[changed] = draw(rng, 1, d)
        after = array(learner.decoder_block(other, params, 2))
        shape(after, x.shape)
        moved[changed] = ~np.isclose(after, before, rtol=1e-9, atol=1e-9).all(axis=-1)
    leaked = np.tril(moved, -1)
    learner.show(heatmap({MOVES: moved}, marks={MOVES: leaked}))
    if leaked.any():
        token, result = np.argwhere(leaked)[0]
        fail(f"When token {token} changes, your result for token {result} changes too, though it comes earlier.")


@check
def any_size(learner, rng):
    """Any number of tokens, features and heads, with batch axes"""
    for dims, n_heads, d_k, w in [
        ((4,), 1, 4, 6),
        ((5,), 3, 2, 9),
        ((2, 3), 2, 3, 4),
        ((2, 2, 4), 4, 2, 8),
        ((6,), 4, 4, 24),
        ((70,), 2, 3, 8),
    ]:
        d = n_heads * d_k
        compare(learner, draw(rng, *dims, d), draw_params(rng, d, w), n_heads)


@check
def large_scores(learner, rng):
    """Scores of ±1000 stay exact"""
    x, params = draw(rng, 5, 4), draw_params(rng, 4, 6)
    normed = functional.layer_norm(torch.tensor(x), (4,)).numpy() * params["g1"]
    q, k = ((normed @ params[name]).reshape(5, 2, 2) for name in ("Wq", "Wk"))
    largest = np.abs(np.einsum("ihk,jhk->hij", q, k)).max() / math.sqrt(2)
    for scale in (1000, -1000):
        compare(learner, x, params | {"Wq": params["Wq"] * scale / largest}, 2)
    # every token's score for itself is -1000, so the first token sees only that
    own = {"g1": np.ones(4), "Wq": math.sqrt(500) * np.eye(4), "Wk": -math.sqrt(500) * np.eye(4)}
    compare(learner, x, params | own, 1)


@check
def arguments_unchanged(learner, rng):
    """Tokens and parameters are not modified"""
    compare(learner, draw(rng, 3, 4), draw_params(rng, 4, 6), 2)
    preserves_arguments(learner)


def draw(rng, *dims):
    return 2 * rng.normal(size=dims) + 1


def draw_params(rng, d, w):
    """Parameters of order 1, none of which can be left out."""
    params = {name: rng.normal(size=(d, d)) / 2 for name in ("Wq", "Wk", "Wv", "Wo")}
    params |= {name: rng.uniform(0.5, 1.5, size=d) for name in ("g1", "g2")}
    params |= {"W1": rng.normal(size=(d, w)) / 2, "b1": rng.normal(size=w)}
    return params | {"W2": rng.normal(size=(w, d)) / 2, "b2": rng.normal(size=d)}


def compare(learner, x, params, n_heads):
    close(learner.decoder_block(x, params, n_heads), by_torch(x, params, n_heads), name="your result")


def by_torch(x, params, n_heads):
    """The formulas, head by head, with PyTorch's own attention, norm and GELU."""
    p = {name: torch.tensor(value) for name, value in params.items()}
    x = torch.tensor(x)
    d = x.shape[-1]
    normed = functional.layer_norm(x, (d,), p["g1"])
    heads = []
    for a in range(n_heads):
        own = slice(a * d // n_heads, (a + 1) * d // n_heads)
        q, k, v = (normed @ p[name][:, own] for name in ("Wq", "Wk", "Wv"))
        heads.append(functional.scaled_dot_product_attention(q, k, v, is_causal=True))
    h = x + torch.cat(heads, dim=-1) @ p["Wo"]
    wide = functional.gelu(functional.layer_norm(h, (d,), p["g2"]) @ p["W1"] + p["b1"], approximate="tanh")
    return (h + wide @ p["W2"] + p["b2"]).numpy()
