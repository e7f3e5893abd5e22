"""top_k_keeps_k_tokens

You set the logits of the tokens to drop to 0, but exp(0) is 1: they can still be drawn, some more often than before.
Set them to -inf, whose exponential is 0, or leave the tokens out.
"""

import numpy as np


def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    if temperature == 0:
        return int(np.argmax(logits))
    z = logits / temperature
    if top_k is not None:
        z[np.argsort(-z)[top_k:]] = 0.0
    if top_p is not None:
        order = np.argsort(-z)
        kept = np.searchsorted(np.cumsum(softmax(z)[order]), top_p) + 1
        z[order[kept:]] = 0.0
    return int(rng.choice(len(z), p=softmax(z)))


def softmax(z):
    p = np.exp(z - z.max())
    return p / p.sum()
