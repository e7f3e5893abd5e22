"""worked_stop

You compare the length of the step with the tolerance. Compare the length of the gradient instead; the learning rate
does not matter here.
"""

import numpy as np


def gradient(point):
    x, y = point
    return np.array([-2 * (1 - x) - 20 * x * (y - x**2), 10 * (y - x**2)])


def descend(start, lr, steps, tolerance):
    path = [start]
    for _ in range(steps):
        step = lr * gradient(path[-1])
        if np.linalg.norm(step) <= tolerance:
            break
        path.append(path[-1] - step)
    return np.array(path)
