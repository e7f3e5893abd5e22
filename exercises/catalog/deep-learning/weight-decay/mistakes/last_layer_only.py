"""finite_differences

Your loss has the penalty of one layer only: each overwrites the one before. Add them up.
"""

import numpy as np


def penalise(loss, grads, params, decay):
    total, new = loss, {}
    for name, value in params.items():
        share = decay if value.ndim > 1 else 0.0
        total = loss + share * np.sum(value**2) if share else total
        new[name] = grads[name] + 2 * share * value
    return total, new
