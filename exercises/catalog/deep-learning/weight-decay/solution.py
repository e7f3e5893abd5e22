import numpy as np


def penalise(loss, grads, params, decay):
    """Add decay times the sum of squared weights; biases, which have one axis, are not penalized."""
    total, new = loss, {}
    for name, value in params.items():
        share = decay if value.ndim > 1 else 0.0
        total += share * np.sum(value**2)
        new[name] = grads[name] + 2 * share * value
    return total, new
