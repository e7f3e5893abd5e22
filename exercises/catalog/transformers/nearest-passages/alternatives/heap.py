import heapq
import math

import numpy as np


def nearest_passages(questions, passages, k, allowed=None):
    lengths = [math.hypot(*p) for p in passages]
    rows, values = [], []
    for i, q in enumerate(questions):
        seen = range(len(passages)) if allowed is None else np.flatnonzero(allowed[i])
        own = {int(j): float(q @ passages[j] / (math.hypot(*q) * lengths[j])) for j in seen}
        best = heapq.nlargest(k, own, key=own.get)
        rows.append(best)
        values.append([own[j] for j in best])
    return np.array(rows), np.array(values)
