"""second_step

You store the average with ε in it, so ε is added again at every step. It belongs into the denominator only.
"""

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    s = beta * s + (1 - beta) * grad**2 + eps
    return theta - lr * grad / np.sqrt(s), s
