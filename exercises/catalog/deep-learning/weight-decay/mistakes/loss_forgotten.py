"""worked_loss

You return the penalty alone. Add it to the loss of the task.
"""

import numpy as np


def penalise(loss, grads, params, decay):
    total, new = 0.0, {}
    for name, value in params.items():
        share = decay if value.ndim > 1 else 0.0
        total += share * np.sum(value**2)
        new[name] = grads[name] + 2 * share * value
    return total, new
