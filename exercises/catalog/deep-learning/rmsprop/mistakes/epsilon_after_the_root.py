"""small_gradients

You add ε after the root, as PyTorch does. Add it under the root, where 1e-8 counts like a gradient of 1e-4.
"""

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    s = beta * s + (1 - beta) * grad**2
    return theta - lr * grad / (np.sqrt(s) + eps), s
