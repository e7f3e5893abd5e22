"""arrays

You sum the derivatives over the array. Each entry is a separate triple with its own derivatives.
"""

import numpy as np


def gradients(w, x, b):
    outer = 2 * (w * x + b)
    return np.sum(outer * x), np.sum(outer * w), np.sum(outer)
