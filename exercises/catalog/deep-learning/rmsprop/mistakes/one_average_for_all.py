"""first_step

You average the squares over the entries too. Each entry needs its own average; that is the point of RMSProp.
"""

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    s = beta * s + (1 - beta) * np.mean(grad**2)
    return theta - lr * grad / np.sqrt(s + eps), s
