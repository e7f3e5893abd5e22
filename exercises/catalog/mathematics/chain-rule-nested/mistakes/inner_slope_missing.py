"""worked_gradients

The derivative of the innermost step is missing: a = x² changes 2x times as fast as x.
"""

import numpy as np


def value_and_grads(x):
    a = x**2
    c = np.exp(np.sin(a))
    d_a = x * c * np.cos(a)
    return c * x, {"c": x, "b": x * c, "a": d_a, "x": d_a + c}
