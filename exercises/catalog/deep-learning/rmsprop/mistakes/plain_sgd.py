"""first_step

You step along the gradient as it is and only keep the books of s. Divide each entry by its own root.
"""

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    s = beta * s + (1 - beta) * grad**2
    return theta - lr * grad, s
