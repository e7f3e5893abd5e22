"""first_step

Your s averages the gradients. Average their squares: RMS stands for root mean square.
"""

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    s = beta * s + (1 - beta) * grad
    return theta - lr * grad / np.sqrt(s + eps), s
