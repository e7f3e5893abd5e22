"""down_a_valley

You use a learning rate of 0.1, whatever lr is. Use the argument.
"""

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    s = beta * s + (1 - beta) * grad**2
    return theta - 0.1 * grad / np.sqrt(s + eps), s
