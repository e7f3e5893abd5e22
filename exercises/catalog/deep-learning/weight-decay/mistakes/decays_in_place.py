"""arguments_unchanged

You add to the caller's gradients in place, so a second call would add the penalty twice. Make new arrays.
"""

import numpy as np


def penalise(loss, grads, params, decay):
    total, new = loss, {}
    for name, value in params.items():
        share = decay if value.ndim > 1 else 0.0
        total += share * np.sum(value**2)
        new[name] = grads[name]
        new[name] += 2 * share * value
    return total, new
