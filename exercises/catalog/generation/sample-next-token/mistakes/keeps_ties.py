"""top_k_keeps_no_more_for_a_tie

You keep every token whose logit is at least the k-th largest, which is more than k when several are equal. Choose
by position in the sorted order instead of by value.
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
        top_k = int((z >= z[min(top_k, len(z)) - 1]).sum())
        p = p[:top_k] / p[:top_k].sum()
    if top_p is not None:
        kept = np.searchsorted(np.cumsum(p), top_p) + 1
        p = p[:kept] / p[:kept].sum()
    return int(order[rng.choice(len(p), p=p)])
