"""worked_path

You divide the gradient by its length, so all steps are equally long. A step should shrink with the gradient: learning
rate times gradient.
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
        path.append(path[-1] - lr * g / np.linalg.norm(g))
    return np.array(path)
