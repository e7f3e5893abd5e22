import numpy as np


def run(tokens, weights, patch=None):
    """Run the model, and replace one vector of the residual stream if there is a patch.

    tokens: (n,)    patch: None, or (layer, position, vector)
    Returns (logits, cache): (n, V), and the layers 0 to L of the stream, (L + 1, n, d).
    """
    raise NotImplementedError("return the logits and the cache")


def logit_lens(cache, weights):
    """The logits if the model ended after each layer.

    cache: (L + 1, n, d)
    Returns (L + 1, n, V).
    """
    raise NotImplementedError("return the logits of all layers")


def patch_effects(clean, corrupted, weights, answer, other):
    """How much of the clean answer comes back with each vector of the clean run.

    clean, corrupted: (n,)    answer, other: token ids
    Returns (L + 1, n).
    """
    raise NotImplementedError("return the effects")


def block(x, parts):
    """One block: attention, then a feed-forward layer. It is complete.

    x: (n, d)    parts: one of weights["blocks"]
    Returns (n, d).
    """
    h = rms_norm(x, parts["norm1"])
    scores = h @ parts["W_q"] @ (h @ parts["W_k"]).T / np.sqrt(parts["W_q"].shape[1])
    scores = np.where(np.tri(len(x)), scores, -np.inf)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    x = x + shares @ h @ parts["W_v"] @ parts["W_o"]
    h = rms_norm(x, parts["norm2"])
    return x + np.maximum(h @ parts["W_in"], 0) @ parts["W_out"]


def rms_norm(x, scale):
    """Normalize the last axis of x. It is complete."""
    return x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + 1e-5) * scale
