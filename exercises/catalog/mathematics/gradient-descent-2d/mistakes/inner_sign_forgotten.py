"""worked_path

The derivative of y - x² with respect to x is -2x. The minus is missing in your second term.
"""

import numpy as np


def gradient(point):
    x, y = point
    return np.array([-2 * (1 - x) + 20 * x * (y - x**2), 10 * (y - x**2)])


def descend(start, lr, steps, tolerance):
    path = [start]
    for _ in range(steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance:
            break
        path.append(path[-1] - lr * g)
    return np.array(path)
