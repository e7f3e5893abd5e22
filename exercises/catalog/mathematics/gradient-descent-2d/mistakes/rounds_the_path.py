"""any_start

You round the points. Each step begins where the last one ended, so rounding errors accumulate: keep all digits.
"""

import numpy as np


def gradient(point):
    x, y = point
    return np.array([-2 * (1 - x) - 20 * x * (y - x**2), 10 * (y - x**2)])


def descend(start, lr, steps, tolerance):
    path = [start]
    for _ in range(steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance:
            break
        path.append(np.round(path[-1] - lr * g, 3))
    return np.array(path)
