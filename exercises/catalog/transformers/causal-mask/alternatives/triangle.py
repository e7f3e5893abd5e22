import numpy as np


def causal_mask(n, m):
    return np.tri(n, m, m - n, dtype=bool)


def causal_weights(scores):
    hidden = ~causal_mask(*scores.shape[-2:])
    logits = scores.copy()
    logits[..., hidden] = -np.inf
    return np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
