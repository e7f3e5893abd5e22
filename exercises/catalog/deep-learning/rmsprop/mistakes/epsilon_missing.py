"""small_gradients

ε is missing. For an entry whose gradients were all 0 you divide 0 by 0, which is nan.
"""

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    s = beta * s + (1 - beta) * grad**2
    return theta - lr * grad / np.sqrt(s), s
