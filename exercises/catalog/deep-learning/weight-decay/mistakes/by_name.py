"""names_mean_nothing

You recognise biases by their names. A name means nothing; count the axes.
"""

import numpy as np


def penalise(loss, grads, params, decay):
    total, new = loss, {}
    for name, value in params.items():
        share = decay if not name.startswith(("b", "offset")) else 0.0
        total += share * np.sum(value**2)
        new[name] = grads[name] + 2 * share * value
    return total, new
