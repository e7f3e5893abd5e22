"""worked_loss

Your penalty is the mean of the squares. Use their sum, so that the gradient of a weight does not depend on the number
of weights.
"""

import numpy as np


def penalise(loss, grads, params, decay):
    total, new = loss, {}
    for name, value in params.items():
        share = decay if value.ndim > 1 else 0.0
        total += share * np.mean(value**2)
        new[name] = grads[name] + 2 * share * value
    return total, new
