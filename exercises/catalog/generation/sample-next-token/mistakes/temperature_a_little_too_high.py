"""frequencies_are_exact

Your temperature is 1.1 times what it should be: the most probable tokens are a little too rare and the others too
frequent. Divide the logits by the temperature and by nothing else.
"""

import numpy as np


def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    if temperature == 0:
        return int(np.argmax(logits))

    order = np.argsort(-logits)  # (V,) token ids
    z = logits[order] / (1.1 * temperature)  # (V,)

    p = np.exp(z - z[0])  # (V,)
    p = p / p.sum()

    if top_k is not None:
        p = p[:top_k] / p[:top_k].sum()  # (k,)

    if top_p is not None:
        kept = np.searchsorted(np.cumsum(p), top_p) + 1
        p = p[:kept] / p[:kept].sum()  # (kept,)

    return int(order[rng.choice(len(p), p=p)])
