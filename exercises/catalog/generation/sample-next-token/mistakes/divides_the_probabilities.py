"""divides_by_the_temperature

The temperature has no effect on your draws. Dividing the probabilities by it changes nothing once they are scaled
to sum to 1 again: divide the logits, before the exponential.
"""

import numpy as np


def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    if temperature == 0:
        return int(np.argmax(logits))
    order = np.argsort(-logits)
    z = logits[order]
    p = np.exp(z - z[0])
    p = p / p.sum() / temperature
    p = p / p.sum()
    if top_k is not None:
        p = p[:top_k] / p[:top_k].sum()
    if top_p is not None:
        kept = np.searchsorted(np.cumsum(p), top_p) + 1
        p = p[:kept] / p[:kept].sum()
    return int(order[rng.choice(len(p), p=p)])
