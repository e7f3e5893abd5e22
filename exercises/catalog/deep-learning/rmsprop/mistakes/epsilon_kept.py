"""second_step

You store the average with ε included, so you add ε again at every step. It belongs in the denominator only.
"""

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    s = beta * s + (1 - beta) * grad**2 + eps
    return theta - lr * grad / np.sqrt(s), s
