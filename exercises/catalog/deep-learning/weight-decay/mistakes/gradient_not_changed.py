"""worked_gradients

Your gradients are those of the task alone, so the penalty is reported but has no effect. Add 2 λ W to the gradient of
W.
"""

import numpy as np


def penalise(loss, grads, params, decay):
    total, new = loss, {}
    for name, value in params.items():
        share = decay if value.ndim > 1 else 0.0
        total += share * np.sum(value**2)
        new[name] = grads[name].copy()
    return total, new
