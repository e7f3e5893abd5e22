"""first_step

You divide by the average of the squares itself. Its root has the size of a gradient; take np.sqrt.
"""

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    s = beta * s + (1 - beta) * grad**2
    return theta - lr * grad / (s + eps), s
