"""worked_example

Your variance is divided by d - 1. A layer norm divides by d: it describes these features and estimates nothing.
"""

import math

import numpy as np

erf = np.vectorize(math.erf)


def feed_forward(x, g, c, W1, b1, W2, b2):
    mean = x.mean(axis=-1, keepdims=True)
    variance = x.var(axis=-1, keepdims=True, ddof=1)
    normed = (x - mean) / np.sqrt(variance + 1e-5) * g + c
    z = normed @ W1 + b1
    bent = z * (1 + erf(z / math.sqrt(2))) / 2
    return x + bent @ W2 + b2
