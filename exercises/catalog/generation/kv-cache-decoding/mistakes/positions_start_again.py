"""worked_example

Your positions start at 0 in every call. With t tokens in the cache the new ones are at positions t, t + 1 and so on.

---
Add P[t : t + n].
"""

import numpy as np


def attend(x, cache, P, W_q, W_k, W_v):
    old = cache or {"K": np.empty((0, W_k.shape[1])), "V": np.empty((0, W_v.shape[1]))}
    t, n = len(old["K"]), len(x)
    x = x + P[:n]
    K = np.concatenate([old["K"], x @ W_k])
    V = np.concatenate([old["V"], x @ W_v])
    scores = x @ W_q @ K.T / np.sqrt(W_k.shape[1])
    seen = np.arange(t + n) <= np.arange(t, t + n)[:, None]
    scores = np.where(seen, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return weights @ V, {"K": K, "V": V}
