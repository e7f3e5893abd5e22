import math

import numpy as np


def descend(start, lr, steps, tolerance):
    x, y = (float(v) for v in start)
    path = [[x, y]]
    while len(path) <= steps:
        dx = 2 * x - 2 - 20 * x * y + 20 * x**3
        dy = 10 * y - 10 * x * x
        if math.hypot(dx, dy) <= tolerance:
            return np.array(path)
        x, y = x - lr * dx, y - lr * dy
        path.append([x, y])
    return np.array(path)
