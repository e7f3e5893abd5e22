"""worked_gradients

You add the square of the weights to the gradient. Add the derivative of the square, 2 λ W.
"""

import numpy as np


def penalise(loss, grads, params, decay):
    total, new = loss, {}
    for name, value in params.items():
        share = decay if value.ndim > 1 else 0.0
        total += share * np.sum(value**2)
        new[name] = grads[name] + share * value**2
    return total, new
