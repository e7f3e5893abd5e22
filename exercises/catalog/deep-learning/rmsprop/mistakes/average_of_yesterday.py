"""first_step

You divide by the average from before this gradient. At the first step that is 0, so you divide by ε alone. Update s
first.
"""

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    theta = theta - lr * grad / np.sqrt(s + eps)
    return theta, beta * s + (1 - beta) * grad**2
