"""worked_gradients

Your derivative with respect to b lacks the exponential. The derivative of e to the b is e to the b itself, so multiply
the gradient of c by c.
"""

import numpy as np


def value_and_grads(x):
    a = x**2
    c = np.exp(np.sin(a))
    d_a = x * np.cos(a)
    return c * x, {"c": x, "b": x, "a": d_a, "x": d_a * 2 * x + c}
