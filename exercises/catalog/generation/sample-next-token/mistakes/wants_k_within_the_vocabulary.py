"""wide_limits_keep_everything

With top_k larger than the vocabulary you look for a k-th token that does not exist. Keep all tokens then.

---
Use min(top_k, len(logits)).
"""

import numpy as np


def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    if temperature == 0:
        return int(np.argmax(logits))
    order = np.argsort(-logits)
    z = logits[order] / temperature
    p = np.exp(z - z[0])
    p = p / p.sum()
    if top_k is not None:
        p = np.where(z >= z[top_k - 1], p, 0.0)
        p = p[:top_k] / p[:top_k].sum()
    if top_p is not None:
        kept = np.searchsorted(np.cumsum(p), top_p) + 1
        p = p[:kept] / p[:kept].sum()
    return int(order[rng.choice(len(p), p=p)])
