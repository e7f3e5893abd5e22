"""first_step

You correct the average for starting at 0, as Adam does. RMSProp does not: its first steps are longer.
"""

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    s = beta * s + (1 - beta) * grad**2
    return theta - lr * grad / np.sqrt(s / (1 - beta) + eps), s
