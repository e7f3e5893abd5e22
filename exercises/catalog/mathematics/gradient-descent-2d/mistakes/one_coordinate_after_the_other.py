"""worked_path

You update x first and take the derivative with respect to y at the new x. Update both together: compute the whole
gradient at the old point, then step.
"""

import numpy as np


def gradient(point):
    x, y = point
    return np.array([-2 * (1 - x) - 20 * x * (y - x**2), 10 * (y - x**2)])


def descend(start, lr, steps, tolerance):
    path = [start]
    x, y = start
    for _ in range(steps):
        if np.linalg.norm(gradient((x, y))) <= tolerance:
            break
        x = x - lr * gradient((x, y))[0]
        y = y - lr * gradient((x, y))[1]
        path.append(np.array([x, y]))
    return np.array(path)
