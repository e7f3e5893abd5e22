import numpy as np


def perplexity(logits, targets):
    # keep all axes: a harmless target where nothing counts, and a weight of 0
    weight = (targets != -100).astype(float)
    safe = np.maximum(targets, 0)
    shifted = logits - logits.max(axis=-1, keepdims=True)
    loss = np.log(np.exp(shifted).sum(axis=-1)) - np.take_along_axis(shifted, safe[..., None])[..., 0]
    return np.exp((loss * weight).sum() / weight.sum())
