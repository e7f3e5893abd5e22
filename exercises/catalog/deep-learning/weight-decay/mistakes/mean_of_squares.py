"""worked_loss

Your penalty is the mean of the squares. It is their sum, so that the gradient of a weight does not depend on
how many others there are.
"""

import numpy as np


def penalise(loss, grads, params, decay):
    total, new = loss, {}
    for name, value in params.items():
        share = decay if value.ndim > 1 else 0.0
        total += share * np.mean(value**2)
        new[name] = grads[name] + 2 * share * value
    return total, new
