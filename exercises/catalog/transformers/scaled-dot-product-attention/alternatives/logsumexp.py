import numpy as np


def attention(Q, K, V, mask=None):
    # Scale the query first, hide by adding a very negative number, normalize in log space.
    logits = np.einsum("...id,...jd->...ij", Q / Q.shape[-1] ** 0.5, K)
    if mask is not None:
        logits = logits + np.where(mask, 0.0, -1e30)
    log_weights = logits - np.logaddexp.reduce(logits, axis=-1)[..., None]
    return np.einsum("...ij,...jd->...id", np.exp(log_weights), V)
