"""two_continuations

You write the new keys and values into the caller's cache. Two continuations that start from one cache would then see
each other's tokens. Return a new dict.
"""

import numpy as np


def attend(x, cache, P, W_q, W_k, W_v):
    cache = cache if cache is not None else {"K": np.empty((0, W_k.shape[1])), "V": np.empty((0, W_v.shape[1]))}
    t, n = len(cache["K"]), len(x)
    x = x + P[t : t + n]
    cache["K"] = np.concatenate([cache["K"], x @ W_k])
    cache["V"] = np.concatenate([cache["V"], x @ W_v])
    scores = x @ W_q @ cache["K"].T / np.sqrt(W_k.shape[1])
    seen = np.arange(t + n) <= np.arange(t, t + n)[:, None]
    scores = np.where(seen, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return weights @ cache["V"], cache
