"""worked_example

The layer norm is missing: the wide layer must see the normalised token.
"""

import math

import numpy as np

erf = np.vectorize(math.erf)


def feed_forward(x, g, c, W1, b1, W2, b2):
    mean = x.mean(axis=-1, keepdims=True)
    variance = x.var(axis=-1, keepdims=True)
    normed = (x - mean) / np.sqrt(variance + 1e-5) * g + c
    z = x @ W1 + b1
    bent = z * (1 + erf(z / math.sqrt(2))) / 2
    return x + bent @ W2 + b2
