"""worked_loss

You penalise the biases too. A bias only shifts; keeping it small gains nothing and costs accuracy. Penalise parameters
with two or more axes.
"""

import numpy as np


def penalise(loss, grads, params, decay):
    total, new = loss, {}
    for name, value in params.items():
        share = decay
        total += share * np.sum(value**2)
        new[name] = grads[name] + 2 * share * value
    return total, new
