"""first_step

You keep 1 - β of the average and take β of the square. It is the other way round.
"""

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    s = (1 - beta) * s + beta * grad**2
    return theta - lr * grad / np.sqrt(s + eps), s
