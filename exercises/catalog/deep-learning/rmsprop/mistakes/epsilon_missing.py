"""small_gradients

ε is missing. An entry whose gradients were all 0 has 0 above and 0 below, and 0 / 0 is nan.
"""

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    s = beta * s + (1 - beta) * grad**2
    return theta - lr * grad / np.sqrt(s), s
