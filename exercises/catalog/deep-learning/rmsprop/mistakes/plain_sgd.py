"""first_step

You update s but step along the plain gradient. Divide each entry by its own root.
"""

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    s = beta * s + (1 - beta) * grad**2
    return theta - lr * grad, s
