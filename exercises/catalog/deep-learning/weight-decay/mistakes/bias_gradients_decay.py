"""worked_gradients

Your loss leaves out the biases, but their gradients gain 2 λ b. The gradients must match the loss that you return.
"""

import numpy as np


def penalise(loss, grads, params, decay):
    total, new = loss, {}
    for name, value in params.items():
        share = decay if value.ndim > 1 else 0.0
        total += share * np.sum(value**2)
        new[name] = grads[name] + 2 * decay * value
    return total, new
