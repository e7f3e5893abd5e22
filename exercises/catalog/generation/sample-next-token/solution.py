import numpy as np


def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    """Draw a token id: temperature, then top-k, then top-p."""
    if temperature == 0:
        return int(np.argmax(logits))

    # most probable first: from here on, position 0 is the most probable token
    order = np.argsort(-logits)  # (V,) token ids
    z = logits[order] / temperature  # (V,)

    # shifting all logits does not change the softmax, and exp(0) = 1 cannot overflow
    p = np.exp(z - z[0])  # (V,)
    p = p / p.sum()

    if top_k is not None:
        p = p[:top_k] / p[:top_k].sum()  # (k,)

    if top_p is not None:
        # include the first position where the running sum reaches top_p
        kept = np.searchsorted(np.cumsum(p), top_p) + 1
        p = p[:kept] / p[:kept].sum()  # (kept,)

    return int(order[rng.choice(len(p), p=p)])
