"""worked_gradients

You return decayed weights instead of gradients. penalise takes no step.
"""

import numpy as np


def penalise(loss, grads, params, decay):
    total, new = loss, {}
    for name, value in params.items():
        share = decay if value.ndim > 1 else 0.0
        total += share * np.sum(value**2)
        new[name] = value - 2 * share * value
    return total, new
