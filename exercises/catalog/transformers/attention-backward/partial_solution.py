# Three steps are left for you. Replace each raise NotImplementedError with your code.

import numpy as np


def gradients(Q, K, V, mask, G):
    """The gradients of masked attention, softmax(Q K^T / sqrt(d)) V.

    Q: (..., n, d)    K: (..., m, d)    V: (..., m, d_v)    G: (..., n, d_v), the gradient of the output
    mask: booleans that broadcast to (..., n, m), True where a query sees a key

    Returns {"Q": (..., n, d), "K": (..., m, d), "V": (..., m, d_v)}.

    With Q = [[2, 0, 0, 0], [0, 2, 0, 0]], K = [[0, log 2, 1, 0], [log 3, 5, 0, 0], [7, 0, 0, 2]], V = [[1], [5], [7]],
    mask = [[True, True, False], [True, False, True]] and G = [[8], [9]] the gradient of V is [[8], [6], [3]].
    """
    # the forward pass again, up to the weights: (..., n, m)
    scale = np.sqrt(K.shape[-1])
    scores = np.where(mask, Q @ swap(K) / scale, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    exps = np.exp(scores - np.where(np.isinf(top), 0, top))  # a query that sees no key has only zeros here
    total = exps.sum(axis=-1, keepdims=True)
    weights = exps / np.where(total == 0, 1, total)

    # Step 1 of 3: d_weights (..., n, m), the gradient of the weights. The output is weights @ V, and its gradient is G.
    raise NotImplementedError

    # Step 2 of 3: d_scores (..., n, m), the gradient of Q @ swap(K). Go back through the softmax of each row, where
    # every weight depends on every score, and then through the division by scale.
    raise NotImplementedError

    # Step 3 of 3: return the gradients of Q, K and V. Each is one matrix product. Their shapes tell you which.
    raise NotImplementedError


def swap(a):
    """Exchange the last two axes: a transpose for every matrix of a batch."""
    return np.swapaxes(a, -1, -2)
