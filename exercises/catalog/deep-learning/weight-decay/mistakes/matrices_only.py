"""finite_differences

You penalise matrices only. The filters of a convolution have four axes and are weights too: penalise everything with
two or more axes.
"""

import numpy as np


def penalise(loss, grads, params, decay):
    total, new = loss, {}
    for name, value in params.items():
        share = decay if value.ndim == 2 else 0.0
        total += share * np.sum(value**2)
        new[name] = grads[name] + 2 * share * value
    return total, new
