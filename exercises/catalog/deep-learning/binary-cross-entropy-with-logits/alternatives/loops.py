import math

import numpy as np


def bce_with_logits(z, y):
    loss, grad = 0.0, np.empty(z.shape)
    for i in np.ndindex(z.shape):
        sign = math.copysign(1.0, z[i])
        small = math.exp(-abs(z[i]))
        unlikely = small / (1 + small)  # the smaller of the two probabilities
        loss += (max(z[i], 0.0) + math.log(1 + small) - y[i] * z[i]) / z.size
        grad[i] = (0.5 + sign * (0.5 - unlikely) - y[i]) / z.size
    return loss, grad
