"""worked_example

You apply the error function to z itself. It belongs to a normal variable with variance 1/2, and GELU to one with
variance 1.

---
The normal distribution function is (1 + erf(z / sqrt 2)) / 2, with a square root of 2.
"""

import math

import numpy as np

erf = np.vectorize(math.erf)


def feed_forward(x, g, c, W1, b1, W2, b2):
    mean = x.mean(axis=-1, keepdims=True)
    variance = x.var(axis=-1, keepdims=True)
    normed = (x - mean) / np.sqrt(variance + 1e-5) * g + c
    z = normed @ W1 + b1
    bent = z * (1 + erf(z)) / 2
    return x + bent @ W2 + b2
