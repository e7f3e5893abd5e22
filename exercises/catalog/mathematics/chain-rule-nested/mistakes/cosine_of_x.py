"""worked_gradients

You take the derivative of the sine at x. Take it where the sine was evaluated.

---
Use cos(a), with a = x².
"""

import numpy as np


def value_and_grads(x):
    a = x**2
    c = np.exp(np.sin(a))
    d_a = x * c * np.cos(x)
    return c * x, {"c": x, "b": x * c, "a": d_a, "x": d_a * 2 * x + c}
