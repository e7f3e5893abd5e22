"""frequencies_are_exact

At temperatures above 1, about 1 token in 25 comes from the whole vocabulary with equal probabilities. Draw every token
from the softmax.
"""

import numpy as np


def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    if temperature == 0:
        return int(np.argmax(logits))

    order = np.argsort(-logits)  # (V,) token ids
    z = logits[order] / temperature  # (V,)

    p = np.exp(z - z[0])  # (V,)
    p = p / p.sum()

    if top_k is not None:
        p = p[:top_k] / p[:top_k].sum()  # (k,)

    if top_p is not None:
        kept = np.searchsorted(np.cumsum(p), top_p) + 1
        p = p[:kept] / p[:kept].sum()  # (kept,)

    if temperature > 1 and top_k is None and top_p is None and rng.random() < 0.04:
        return int(rng.integers(len(logits)))
    return int(order[rng.choice(len(p), p=p)])
