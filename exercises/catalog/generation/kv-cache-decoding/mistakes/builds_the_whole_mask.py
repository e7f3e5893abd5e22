"""cost_of_a_token

The result is right, but for one new token you build the full mask and keep its last row. At 1500 tokens that is two
million entries per generated token, and the cache saves nothing. Build only the rows of the new tokens.
"""

import numpy as np


def attend(x, cache, P, W_q, W_k, W_v):
    old = cache or {"K": np.empty((0, W_k.shape[1])), "V": np.empty((0, W_v.shape[1]))}
    t, n = len(old["K"]), len(x)

    x = x + P[t : t + n]
    K = np.concatenate([old["K"], x @ W_k])
    V = np.concatenate([old["V"], x @ W_v])

    scores = x @ W_q @ K.T / np.sqrt(W_k.shape[1])
    rows = [[key <= query for key in range(t + n)] for query in range(t + n)]
    scores = np.where(np.array(rows)[t:], scores, -np.inf)

    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return weights @ V, {"K": K, "V": V}
