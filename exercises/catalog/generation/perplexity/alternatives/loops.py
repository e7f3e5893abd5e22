import math

import numpy as np


def perplexity(logits, targets):
    total, n = 0.0, 0
    for where in np.ndindex(targets.shape):
        if targets[where] >= 0:
            row = logits[where]
            top = max(row)
            total += top + math.log(sum(math.exp(z - top) for z in row)) - row[targets[where]]
            n += 1
    return math.exp(total / n)
