import numpy as np


def gradients(Q, K, V, mask, G):
    # FlashAttention's way: weights from the logarithm of the sum, and the row sum from the output
    scores = np.einsum("...id,...jd->...ij", Q, K) * K.shape[-1] ** -0.5
    scores[~np.broadcast_to(mask, scores.shape)] = -np.inf
    lse = np.logaddexp.reduce(scores, axis=-1, keepdims=True)
    lse[np.isneginf(lse)] = np.inf
    P = np.exp(scores - lse)
    O = P @ V
    dS = P * (np.einsum("...iv,...jv->...ij", G, V) - np.einsum("...iv,...iv->...i", G, O)[..., None])
    return {
        "V": np.einsum("...ij,...iv->...jv", P, G),
        "K": np.einsum("...ij,...id->...jd", dS, Q) * K.shape[-1] ** -0.5,
        "Q": np.einsum("...ij,...jd->...id", dS, K) * K.shape[-1] ** -0.5,
    }
