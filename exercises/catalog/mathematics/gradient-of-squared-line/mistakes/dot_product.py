"""arrays

You use a dot product for w times x, which mixes the entries. Multiply entry by entry with *.
"""

import numpy as np


def gradients(w, x, b):
    outer = 2 * (np.dot(w, x) + b)
    return outer * x, outer * w, outer
