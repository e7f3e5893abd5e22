"""worked_example

You use ReLU. GELU multiplies its input by the normal distribution function: z times Phi(z), a little below z for
positive numbers and a little below 0 for negative ones.
"""

import math

import numpy as np

erf = np.vectorize(math.erf)


def feed_forward(x, g, c, W1, b1, W2, b2):
    mean = x.mean(axis=-1, keepdims=True)
    variance = x.var(axis=-1, keepdims=True)
    normed = (x - mean) / np.sqrt(variance + 1e-5) * g + c
    z = normed @ W1 + b1
    bent = np.maximum(z, 0)
    return x + bent @ W2 + b2
