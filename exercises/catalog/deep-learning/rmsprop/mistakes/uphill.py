"""first_step

You add the step to the parameters. The gradient points uphill: subtract it.
"""

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    s = beta * s + (1 - beta) * grad**2
    return theta + lr * grad / np.sqrt(s + eps), s
