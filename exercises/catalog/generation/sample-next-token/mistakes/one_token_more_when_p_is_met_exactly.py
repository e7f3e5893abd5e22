"""top_p_met_exactly_is_reached

If the running sum is exactly p, you keep one token more. A sum equal to p counts as reached: look for the first
position where the sum is at least p, not above it.
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
        kept = np.searchsorted(np.cumsum(p), top_p, side="right") + 1
        p = p[:kept] / p[:kept].sum()  # (kept,)

    return int(order[rng.choice(len(p), p=p)])
