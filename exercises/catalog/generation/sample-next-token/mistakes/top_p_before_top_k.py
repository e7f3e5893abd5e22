"""top_k_comes_before_top_p

Your top-p uses the probabilities over all tokens. Apply top-k first and scale the rest to sum to 1, so that fewer
tokens reach p.
"""

import numpy as np


def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    if temperature == 0:
        return int(np.argmax(logits))
    order = np.argsort(-logits)
    z = logits[order] / temperature
    p = np.exp(z - z[0])
    p = p / p.sum()
    if top_p is not None:
        kept = np.searchsorted(np.cumsum(p), top_p) + 1
        p = p[:kept] / p[:kept].sum()
    if top_k is not None:
        p = p[:top_k] / p[:top_k].sum()
    return int(order[rng.choice(len(p), p=p)])
