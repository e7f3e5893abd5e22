"""worked_stop

You take all the steps, whatever the gradient. Check its length before each step, and stop when it is at most the
tolerance.
"""

import numpy as np


def gradient(point):
    x, y = point
    return np.array([-2 * (1 - x) - 20 * x * (y - x**2), 10 * (y - x**2)])


def descend(start, lr, steps, tolerance):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - lr * gradient(path[-1]))
    return np.array(path)
