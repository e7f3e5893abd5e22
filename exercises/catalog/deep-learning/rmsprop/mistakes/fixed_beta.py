"""second_step

You use 0.9, whatever beta is. Use the argument.
"""

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    s = 0.9 * s + (1 - beta) * grad**2
    return theta - lr * grad / np.sqrt(s + eps), s
