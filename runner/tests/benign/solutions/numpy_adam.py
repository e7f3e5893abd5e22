import numpy as np


def numpy_adam(target):
    x, m, v = np.zeros_like(target), 0.0, 0.0
    for t in range(1, 3001):
        g = 2 * (x - target)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        x = x - 0.02 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return x
