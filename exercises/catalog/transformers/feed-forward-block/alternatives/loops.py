import math

import numpy as np


def one_token(x, g, c, W1, b1, W2, b2):
    mean = sum(x) / len(x)
    spread = math.sqrt(sum((v - mean) ** 2 for v in x) / len(x) + 1e-5)
    y = [v + b for v, b in zip(x, b2)]
    for unit in range(len(b1)):
        z = b1[unit]
        for i, v in enumerate(x):
            z += ((v - mean) / spread * g[i] + c[i]) * W1[i, unit]
        bent = z * math.erfc(-z / math.sqrt(2)) / 2
        for i in range(len(x)):
            y[i] += bent * W2[unit, i]
    return y


def feed_forward(x, g, c, W1, b1, W2, b2):
    rows = [one_token(x[at], g, c, W1, b1, W2, b2) for at in np.ndindex(x.shape[:-1])]
    return np.array(rows).reshape(x.shape)
