import math

import numpy as np


def absorb(state, Q, K, V, visible):
    """Shift everything by the larger maximum, and add."""
    out, row_max, row_sum = state
    scores = np.where(visible, Q @ K.T / math.sqrt(Q.shape[1]), -np.inf)  # (n, m)
    new_max = np.maximum(row_max, scores.max(axis=1))
    shift = np.where(np.isneginf(new_max), 0, new_max)  # a query without a key: exp(-inf - 0) is 0, not nan
    weights = np.exp(scores - shift[:, None])
    kept = np.exp(row_max - shift)
    return kept[:, None] * out + weights @ V, new_max, kept * row_sum + weights.sum(axis=1)


def ring_step(memory, arrived, rank, ranks, step, causal):
    """Compute with the pair that the rank has now, and pass it on."""
    Q = memory["Q"]
    K, V = (memory["K"], memory["V"]) if step == 0 else arrived
    n = len(Q)
    queries = rank * n + np.arange(n)
    keys = (rank - step) % ranks * n + np.arange(n)  # each step brings the pair of one rank further left
    visible = (keys <= queries[:, None]) | (not causal)
    out, row_max, row_sum = absorb((memory["out"], memory["max"], memory["sum"]), Q, K, V, visible)
    message = (K, V)
    if step == ranks - 1:
        out, message = out / row_sum[:, None], None
    return {"Q": Q, "K": K, "V": V, "out": out, "max": row_max, "sum": row_sum}, message
