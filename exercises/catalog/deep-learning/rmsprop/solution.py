import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    """Divide each entry's gradient by the root of the average of its squares."""
    s = beta * s + (1 - beta) * grad**2
    return theta - lr * grad / np.sqrt(s + eps), s
