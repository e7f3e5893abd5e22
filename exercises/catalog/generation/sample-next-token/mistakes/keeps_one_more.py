"""top_k_keeps_k_tokens

Your top-k keeps k + 1 tokens. The k-th most probable token is at position k - 1.
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
        p = p[: top_k + 1] / p[: top_k + 1].sum()
    if top_p is not None:
        kept = np.searchsorted(np.cumsum(p), top_p) + 1
        p = p[:kept] / p[:kept].sum()
    return int(order[rng.choice(len(p), p=p)])
