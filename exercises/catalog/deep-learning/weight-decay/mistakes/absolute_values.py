"""worked_loss

Your penalty sums absolute values, which is L1: it drives weights to exactly 0. L2 sums squares.
"""

import numpy as np


def penalise(loss, grads, params, decay):
    total, new = loss, {}
    for name, value in params.items():
        share = decay if value.ndim > 1 else 0.0
        total += share * np.sum(np.abs(value))
        new[name] = grads[name] + share * np.sign(value)
    return total, new
