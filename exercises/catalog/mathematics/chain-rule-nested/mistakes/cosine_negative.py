"""worked_gradients

The derivative of the sine is plus the cosine. The minus belongs to the derivative of the cosine.
"""

import numpy as np


def value_and_grads(x):
    a = x**2
    c = np.exp(np.sin(a))
    d_a = -x * c * np.cos(a)
    return c * x, {"c": x, "b": x * c, "a": d_a, "x": d_a * 2 * x + c}
