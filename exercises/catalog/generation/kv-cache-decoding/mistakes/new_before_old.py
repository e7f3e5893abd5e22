"""worked_example

You put the new keys in front of the old ones. Keep the order of the text, or the mask hides the wrong keys.
"""

import numpy as np


def attend(x, cache, P, W_q, W_k, W_v):
    old = cache or {"K": np.empty((0, W_k.shape[1])), "V": np.empty((0, W_v.shape[1]))}
    t, n = len(old["K"]), len(x)
    x = x + P[t : t + n]
    K = np.concatenate([x @ W_k, old["K"]])
    V = np.concatenate([x @ W_v, old["V"]])
    scores = x @ W_q @ K.T / np.sqrt(W_k.shape[1])
    seen = np.arange(t + n) <= np.arange(t, t + n)[:, None]
    scores = np.where(seen, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return weights @ V, {"K": K, "V": V}
