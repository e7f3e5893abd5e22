"""worked_gradients

Your slope in b does not hold the exponential. The slope of e to the b is e to the b itself, so it is c times what comes
back from f.
"""

import numpy as np


def value_and_grads(x):
    a = x**2
    c = np.exp(np.sin(a))
    d_a = x * np.cos(a)
    return c * x, {"c": x, "b": x, "a": d_a, "x": d_a * 2 * x + c}
