"""worked_path

Your derivative with respect to x lacks the second term: x also appears in (y - x²)², with the inner derivative -2x.
"""

import numpy as np


def gradient(point):
    x, y = point
    return np.array([-2 * (1 - x), 10 * (y - x**2)])


def descend(start, lr, steps, tolerance):
    path = [start]
    for _ in range(steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance:
            break
        path.append(path[-1] - lr * g)
    return np.array(path)
