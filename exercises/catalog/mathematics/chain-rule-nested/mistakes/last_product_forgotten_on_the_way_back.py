"""worked_gradients

Your derivative in x follows a, b and c and forgets that x also stands in the last product, c · x. That way brings
another c, which is added.
"""

import numpy as np


def value_and_grads(x):
    a = x**2
    c = np.exp(np.sin(a))
    d_a = x * c * np.cos(a)
    return c * x, {"c": x, "b": x * c, "a": d_a, "x": d_a * 2 * x}
