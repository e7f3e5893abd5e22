"""Masks with -inf and draws by the Gumbel trick: the largest of logits plus noise is a draw from their softmax."""

import numpy as np


def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    if temperature == 0:
        return np.argmax(logits)
    z = logits / temperature
    rank = np.argsort(np.argsort(-z))  # 0 for the most probable token
    if top_k is not None:
        z[rank >= top_k] = -np.inf
    if top_p is not None:
        p = np.exp(z - np.logaddexp.reduce(z))
        # a token stays while what is more probable than it has not reached top_p
        before = np.array([p[rank < r].sum() for r in rank])
        z[before >= top_p] = -np.inf
    return np.argmax(z + rng.gumbel(size=len(z)))
