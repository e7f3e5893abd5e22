import numpy as np


def causal_mask(n, m):
    """Query i is at position m - n + i and sees every key up to there."""
    return np.arange(m) <= np.arange(m - n, m)[:, None]  # (n, m)


def causal_weights(scores):
    """Softmax over the keys that the causal mask allows."""
    n, m = scores.shape[-2:]
    visible = np.where(causal_mask(n, m), scores, -np.inf)  # exp(-inf) is exactly 0

    # The maximum is taken after the mask: a large hidden score must not push the visible ones to 0.
    weights = np.exp(visible - visible.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)
