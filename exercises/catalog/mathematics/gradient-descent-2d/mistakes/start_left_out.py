"""worked_path

The start is missing from your path. It is the first point, before any step.
"""

import numpy as np


def gradient(point):
    x, y = point
    return np.array([-2 * (1 - x) - 20 * x * (y - x**2), 10 * (y - x**2)])


def descend(start, lr, steps, tolerance):
    path, point = [], start
    for _ in range(steps):
        g = gradient(point)
        if np.linalg.norm(g) <= tolerance:
            break
        point = point - lr * g
        path.append(point)
    return np.array(path)
