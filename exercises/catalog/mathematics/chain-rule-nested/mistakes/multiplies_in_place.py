"""argument_unchanged

Your function writes into x, so the caller's points are changed.

---
x *= c works in place; value = x * c makes a new array.
"""

import numpy as np


def value_and_grads(x):
    a = x**2
    c = np.exp(np.sin(a))
    d_c = x.copy()
    d_a = d_c * c * np.cos(a)
    grads = {"c": d_c, "b": d_c * c, "a": d_a, "x": d_a * 2 * d_c + c}
    x *= c
    return x, grads
