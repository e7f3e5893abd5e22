"""arguments_unchanged

You add to the caller's tokens in place.

---
Write h = x + a, which makes a new array, instead of x += a.
"""

import numpy as np


def decoder_block(x, params, n_heads):
    x += causal_attention(layer_norm(x, params["g1"]), params, n_heads)
    h = x
    wide = gelu(layer_norm(h, params["g2"]) @ params["W1"] + params["b1"])
    return h + wide @ params["W2"] + params["b2"]


def causal_attention(x, params, n_heads):
    n, d = x.shape[-2:]

    def split(features):
        return np.swapaxes(features.reshape(*x.shape[:-1], n_heads, d // n_heads), -2, -3)

    q, k, v = (split(x @ params[name]) for name in ("Wq", "Wk", "Wv"))
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(d // n_heads)
    scores = np.where(np.arange(n) <= np.arange(n)[:, None], scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return np.swapaxes(weights @ v, -2, -3).reshape(x.shape) @ params["Wo"]


def layer_norm(x, scale):
    mean, variance = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
    return (x - mean) / np.sqrt(variance + 1e-5) * scale


def gelu(z):
    return z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3))) / 2
