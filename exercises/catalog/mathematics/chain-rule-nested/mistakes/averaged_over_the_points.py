"""difference_quotients

You average over the points. Each point has its own derivatives: return them all.
"""

import numpy as np


def value_and_grads(x):
    a = x**2
    c = np.exp(np.sin(a))
    d_a = x * c * np.cos(a)
    grads = {"c": x, "b": x * c, "a": d_a, "x": d_a * 2 * x + c}
    return c * x, {name: slope / len(x) for name, slope in grads.items()}
