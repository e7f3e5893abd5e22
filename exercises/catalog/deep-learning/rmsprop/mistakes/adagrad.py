"""second_step

Your s keeps all of the old squares, as Adagrad does, so steps only ever shrink. Multiply the old average by
β.
"""

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    s = s + (1 - beta) * grad**2
    return theta - lr * grad / np.sqrt(s + eps), s
