"""any_axes

Your mean and variance run over axis 1, which holds the features only if x is a matrix. The features are on the last
axis.

---
Use axis=-1.
"""

import math

import numpy as np

erf = np.vectorize(math.erf)


def feed_forward(x, g, c, W1, b1, W2, b2):
    mean = x.mean(axis=1, keepdims=True)
    variance = x.var(axis=1, keepdims=True)
    normed = (x - mean) / np.sqrt(variance + 1e-5) * g + c
    z = normed @ W1 + b1
    bent = z * (1 + erf(z / math.sqrt(2))) / 2
    return x + bent @ W2 + b2
