"""logits_are_left_alone

You write -inf into the caller's logits. The caller still needs them, for example to score the token: work on a copy.
"""

import numpy as np


def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    if temperature == 0:
        return int(np.argmax(logits))
    if top_k is not None:
        logits[np.argsort(-logits)[top_k:]] = -np.inf
    if top_p is not None:
        order = np.argsort(-logits)
        kept = np.searchsorted(np.cumsum(softmax(logits / temperature)[order]), top_p) + 1
        logits[order[kept:]] = -np.inf
    return int(rng.choice(len(logits), p=softmax(logits / temperature)))


def softmax(z):
    p = np.exp(z - z.max())
    return p / p.sum()
