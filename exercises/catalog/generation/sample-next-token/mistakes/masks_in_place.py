"""logits_are_left_alone

You write -inf into the caller's logits. They are the model's answer and still needed, to score the token for one:
work on a copy.
"""

import numpy as np


def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    if temperature == 0:
        return int(np.argmax(logits))
    if top_k is not None:
        logits[np.argsort(-logits)[top_k:]] = -np.inf
    order = np.argsort(-logits)
    p = np.exp((logits[order] - logits.max()) / temperature)
    p = p / p.sum()
    if top_p is not None:
        kept = np.searchsorted(np.cumsum(p), top_p) + 1
        p = p[:kept] / p[:kept].sum()
    return int(order[rng.choice(len(p), p=p)])
