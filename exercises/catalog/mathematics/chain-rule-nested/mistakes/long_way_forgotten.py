"""worked_gradients

Your derivative with respect to x treats c as a constant. c depends on x through a and b, and that path adds a term of
its own.
"""

import numpy as np


def value_and_grads(x):
    a = x**2
    c = np.exp(np.sin(a))
    return c * x, {"c": x, "b": x * c, "a": x * c * np.cos(a), "x": c}
