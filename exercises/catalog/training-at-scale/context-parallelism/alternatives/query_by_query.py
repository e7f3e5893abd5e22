import math

import numpy as np


def absorb(state, Q, K, V, visible):
    out, row_max, row_sum = (array.copy() for array in state)
    for i, q in enumerate(Q):
        seen = np.flatnonzero(visible[i])
        if len(seen) == 0:
            continue
        scores = K[seen] @ q / math.sqrt(len(q))
        old, row_max[i] = row_max[i], max(row_max[i], scores.max())
        weights = np.exp(scores - row_max[i])
        row_sum[i] = math.exp(old - row_max[i]) * row_sum[i] + weights.sum()
        out[i] = math.exp(old - row_max[i]) * out[i] + weights @ V[seen]
    return out, row_max, row_sum


def ring_step(memory, arrived, rank, ranks, step, causal):
    pair = arrived if arrived is not None else (memory["K"], memory["V"])
    owner, n = (rank - step) % ranks, len(memory["Q"])
    visible = np.full((n, n), not causal or owner < rank)
    if owner == rank:
        visible |= np.tril(np.full((n, n), True))
    state = absorb((memory["out"], memory["max"], memory["sum"]), memory["Q"], *pair, visible)
    after = {"Q": memory["Q"], "K": pair[0], "V": pair[1], **dict(zip(("out", "max", "sum"), state))}
    if step + 1 < ranks:
        return after, pair
    after["out"] = after["out"] / after["sum"][:, None]
    return after, None
