"""worked_example

The residual is missing: the block's result is added to its input. Without it the gradient has no direct path back
through a deep stack.
"""

import math

import numpy as np

erf = np.vectorize(math.erf)


def feed_forward(x, g, c, W1, b1, W2, b2):
    mean = x.mean(axis=-1, keepdims=True)
    variance = x.var(axis=-1, keepdims=True)
    normed = (x - mean) / np.sqrt(variance + 1e-5) * g + c
    z = normed @ W1 + b1
    bent = z * (1 + erf(z / math.sqrt(2))) / 2
    return bent @ W2 + b2
