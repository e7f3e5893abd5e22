"""temperature_zero_tells_close_logits_apart

You replace temperature 0 by a small number, so you still draw between tokens with nearly equal logits. Handle
temperature 0 separately: return the argmax.
"""

import numpy as np


def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    temperature = max(temperature, 0.01)

    order = np.argsort(-logits)  # (V,) token ids
    z = logits[order] / temperature  # (V,)

    p = np.exp(z - z[0])  # (V,)
    p = p / p.sum()

    if top_k is not None:
        p = p[:top_k] / p[:top_k].sum()  # (k,)

    if top_p is not None:
        kept = np.searchsorted(np.cumsum(p), top_p) + 1
        p = p[:kept] / p[:kept].sum()  # (kept,)

    return int(order[rng.choice(len(p), p=p)])
