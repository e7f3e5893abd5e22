"""argument_unchanged

Your function writes into its argument, so the caller's start is changed.

---
point -= step works in place; begin from a copy of the start.
"""

import numpy as np


def gradient(point):
    x, y = point
    return np.array([-2 * (1 - x) - 20 * x * (y - x**2), 10 * (y - x**2)])


def descend(start, lr, steps, tolerance):
    path = [start.copy()]
    for _ in range(steps):
        g = gradient(start)
        if np.linalg.norm(g) <= tolerance:
            break
        start -= lr * g
        path.append(start.copy())
    return np.array(path)
