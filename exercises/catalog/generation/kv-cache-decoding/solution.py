import numpy as np


def attend(x, cache, P, W_q, W_k, W_v):
    """Cached keys and values, then the new ones, and a mask for the positions of the new tokens."""
    old = cache or {"K": np.empty((0, W_k.shape[1])), "V": np.empty((0, W_v.shape[1]))}
    t, n = len(old["K"]), len(x)

    x = x + P[t : t + n]
    K = np.concatenate([old["K"], x @ W_k])  # (t + n, d_k)
    V = np.concatenate([old["V"], x @ W_v])  # (t + n, d_v)

    scores = x @ W_q @ K.T / np.sqrt(W_k.shape[1])  # (n, t + n)
    seen = np.arange(t + n) <= np.arange(t, t + n)[:, None]  # new token i is at position t + i
    scores = np.where(seen, scores, -np.inf)

    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return weights @ V, {"K": K, "V": V}
