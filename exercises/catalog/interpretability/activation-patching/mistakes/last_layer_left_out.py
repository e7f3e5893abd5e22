"""worked_effects

Your effects end before the last layer. Patching layer L changes the logits too: it has a row of its own.
"""

import numpy as np


def run(tokens, weights, patch=None):
    """The logits, and the residual stream after the embedding and after every block."""
    x = weights["embed"][tokens] + weights["positions"][: len(tokens)]  # (n, d)
    cache = []
    for layer in range(len(weights["blocks"]) + 1):
        if layer > 0:
            x = block(x, weights["blocks"][layer - 1])
        if patch is not None and patch[0] == layer:
            x[patch[1]] = patch[2]
        cache.append(x)
    return logit_lens(x, weights), np.stack(cache)


def logit_lens(cache, weights):
    """What the model would predict if it ended here, for one layer (n, d) or all of them."""
    return rms_norm(cache, weights["norm"]) @ weights["unembed"]


def patch_effects(clean, corrupted, weights, answer, other):
    """One run for each layer and position, in which the corrupted run gets one vector of the clean run."""

    def difference(logits):
        return logits[-1, answer] - logits[-1, other]

    logits, cache = run(clean, weights)
    best, worst = difference(logits), difference(run(corrupted, weights)[0])
    effects = np.empty(cache.shape[:2])  # (layers + 1, n)
    for layer, position in np.ndindex(effects.shape):
        logits, _ = run(corrupted, weights, (layer, position, cache[layer, position]))
        effects[layer, position] = (difference(logits) - worst) / (best - worst)
    return effects[:-1]


def block(x, parts):
    """One block of the model: attention, then a feed-forward layer."""
    h = rms_norm(x, parts["norm1"])
    scores = h @ parts["W_q"] @ (h @ parts["W_k"]).T / np.sqrt(parts["W_q"].shape[1])
    scores = np.where(np.tri(len(x)), scores, -np.inf)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    x = x + shares @ h @ parts["W_v"] @ parts["W_o"]
    h = rms_norm(x, parts["norm2"])
    return x + np.maximum(h @ parts["W_in"], 0) @ parts["W_out"]


def rms_norm(x, scale):
    return x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + 1e-5) * scale
