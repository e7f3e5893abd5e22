"""draws_follow_the_softmax

Your tokens are equally frequent. You do not use the probabilities in the draw.

---
Pass them: rng.choice(len(p), p=p).
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
        p = p[:top_k] / p[:top_k].sum()
    if top_p is not None:
        kept = np.searchsorted(np.cumsum(p), top_p) + 1
        p = p[:kept] / p[:kept].sum()
    return int(order[rng.integers(len(p))])
