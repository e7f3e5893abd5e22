import math

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    theta, s = theta.copy(), s.copy()
    for i in np.ndindex(theta.shape):
        g = grad[i]
        s[i] += (1 - beta) * (g * g - s[i])
        theta[i] -= lr * g * (s[i] + eps) ** -0.5
    return theta, s
