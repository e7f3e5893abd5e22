"""difference_quotients

You use the absolute value of x instead of x, so the signs are wrong for negative points. f changes sign with x.
"""

import numpy as np


def value_and_grads(x):
    a = x**2
    c = np.exp(np.sin(a))
    r = np.sqrt(a)
    d_a = r * c * np.cos(a)
    return c * x, {"c": r, "b": r * c, "a": d_a, "x": d_a * 2 * r + c}
