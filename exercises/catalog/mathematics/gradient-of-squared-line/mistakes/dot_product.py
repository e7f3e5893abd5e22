"""arrays

The product of w and x is a dot product in your code, which mixes the entries. Multiply entry by entry with *.
"""

import numpy as np


def gradients(w, x, b):
    outer = 2 * (np.dot(w, x) + b)
    return outer * x, outer * w, outer
