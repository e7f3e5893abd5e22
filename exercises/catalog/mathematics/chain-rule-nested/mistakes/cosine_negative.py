"""worked_gradients

The slope of the sine is the cosine with a plus sign. It is the cosine whose slope has a minus.
"""

import numpy as np


def value_and_grads(x):
    a = x**2
    c = np.exp(np.sin(a))
    d_a = -x * c * np.cos(a)
    return c * x, {"c": x, "b": x * c, "a": d_a, "x": d_a * 2 * x + c}
