"""logits_are_left_alone

You divide the caller's logits in place, so the next call divides them once more.

---
Write logits = logits / temperature, which makes a new array, instead of logits /= temperature.
"""

import numpy as np


def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    if temperature == 0:
        return int(np.argmax(logits))
    logits /= temperature
    order = np.argsort(-logits)
    z = logits[order]
    p = np.exp(z - z[0])
    p = p / p.sum()
    if top_k is not None:
        p = p[:top_k] / p[:top_k].sum()
    if top_p is not None:
        kept = np.searchsorted(np.cumsum(p), top_p) + 1
        p = p[:kept] / p[:kept].sum()
    return int(order[rng.choice(len(p), p=p)])
