"""worked_example

You add epsilon to the standard deviation. Add it to the variance, under the square root: for a token whose features are
nearly equal, this makes a large difference.
"""

import math

import numpy as np

erf = np.vectorize(math.erf)


def feed_forward(x, g, c, W1, b1, W2, b2):
    mean = x.mean(axis=-1, keepdims=True)
    variance = x.var(axis=-1, keepdims=True)
    normed = (x - mean) / (np.sqrt(variance) + 1e-5) * g + c
    z = normed @ W1 + b1
    bent = z * (1 + erf(z / math.sqrt(2))) / 2
    return x + bent @ W2 + b2
