"""worked_gradients

You subtract the decay from the gradient. The step subtracts the gradient, so weights would grow: add 2 λ W.
"""

import numpy as np


def penalise(loss, grads, params, decay):
    total, new = loss, {}
    for name, value in params.items():
        share = decay if value.ndim > 1 else 0.0
        total += share * np.sum(value**2)
        new[name] = grads[name] - 2 * share * value
    return total, new
