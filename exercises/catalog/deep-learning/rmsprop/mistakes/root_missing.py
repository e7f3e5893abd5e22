"""first_step

You divide by the average of the squares. Divide by its square root, which has the scale of a gradient.
"""

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    s = beta * s + (1 - beta) * grad**2
    return theta - lr * grad / (s + eps), s
