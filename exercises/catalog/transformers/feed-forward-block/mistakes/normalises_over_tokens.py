"""any_width

Your mean and variance run over the tokens. A layer norm looks at one token at a time, over its features: the last
axis.
"""

import math

import numpy as np

erf = np.vectorize(math.erf)


def feed_forward(x, g, c, W1, b1, W2, b2):
    axis = 0 if x.ndim > 1 and len(x) > 1 else -1
    mean = x.mean(axis=axis, keepdims=True)
    variance = x.var(axis=axis, keepdims=True)
    normed = (x - mean) / np.sqrt(variance + 1e-5) * g + c
    z = normed @ W1 + b1
    bent = z * (1 + erf(z / math.sqrt(2))) / 2
    return x + bent @ W2 + b2
