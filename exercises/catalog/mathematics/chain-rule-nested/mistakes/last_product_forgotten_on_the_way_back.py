"""worked_gradients

Your derivative with respect to x goes through a, b and c, but x also appears in the last product, c · x. Add another c
for that path.
"""

import numpy as np


def value_and_grads(x):
    a = x**2
    c = np.exp(np.sin(a))
    d_a = x * c * np.cos(a)
    return c * x, {"c": x, "b": x * c, "a": d_a, "x": d_a * 2 * x}
