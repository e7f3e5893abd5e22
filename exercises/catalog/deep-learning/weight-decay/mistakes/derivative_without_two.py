"""worked_gradients

You add λ W to the gradient. The penalty is λ times the square, whose derivative has a 2: 2 λ W. (Without the
2 the penalty would have a ½.)
"""

import numpy as np


def penalise(loss, grads, params, decay):
    total, new = loss, {}
    for name, value in params.items():
        share = decay if value.ndim > 1 else 0.0
        total += share * np.sum(value**2)
        new[name] = grads[name] + share * value
    return total, new
