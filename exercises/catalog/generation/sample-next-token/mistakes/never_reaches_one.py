"""wide_limits_keep_everything

With top_p = 1 you keep a single token. Rounding leaves the running sum at 0.9999999999999999, no position reaches 1,
and argmax of all False is 0. np.searchsorted returns the length instead.
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
        kept = np.argmax(np.cumsum(p) >= top_p) + 1
        p = p[:kept] / p[:kept].sum()
    return int(order[rng.choice(len(p), p=p)])
