import math

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    y = np.empty(x.shape)
    for i in np.ndindex(x.shape[:-1]):
        mean = sum(x[i]) / len(x[i])
        deviations = [v - mean for v in x[i]]
        scale = math.sqrt(sum(v * v for v in deviations) / len(deviations) + eps)
        y[i] = [g * v / scale + b for g, v, b in zip(gamma, deviations, beta)]
    return y
