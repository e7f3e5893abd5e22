"""worked_gradients

Your gradients are those of the task alone, so the penalty is reported and never acted on. The gradient of W
gains 2 λ W.
"""

import numpy as np


def penalise(loss, grads, params, decay):
    total, new = loss, {}
    for name, value in params.items():
        share = decay if value.ndim > 1 else 0.0
        total += share * np.sum(value**2)
        new[name] = grads[name].copy()
    return total, new
