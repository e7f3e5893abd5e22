"""temperature_comes_before_top_p

You choose the top-p set from the probabilities at temperature 1. Apply the temperature first, then choose the set.
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
        cold = np.exp(logits[order] - logits[order[0]])
        cold = cold[: len(p)] / cold[: len(p)].sum()
        kept = np.searchsorted(np.cumsum(cold), top_p) + 1
        p = p[:kept] / p[:kept].sum()
    return int(order[rng.choice(len(p), p=p)])
