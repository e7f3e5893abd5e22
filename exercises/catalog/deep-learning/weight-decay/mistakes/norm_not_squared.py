"""worked_loss

Your penalty is the norm of the weights. Use the square of the norm: leave out the root.
"""

import numpy as np


def penalise(loss, grads, params, decay):
    total, new = loss, {}
    for name, value in params.items():
        share = decay if value.ndim > 1 else 0.0
        total += share * np.sqrt(np.sum(value**2))
        new[name] = grads[name] + 2 * share * value
    return total, new
