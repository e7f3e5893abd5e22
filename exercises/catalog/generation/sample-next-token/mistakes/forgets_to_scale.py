"""top_k_keeps_k_tokens

After top-k your probabilities sum to less than 1, and the last kept token gets the missing probability. Divide by their
sum before you draw.
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
        p = p[:top_k]
    if top_p is not None:
        kept = np.searchsorted(np.cumsum(p), top_p) + 1
        p = p[:kept]
    drawn = np.searchsorted(np.cumsum(p), rng.random())
    return int(order[min(drawn, len(p) - 1)])
