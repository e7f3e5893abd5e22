"""worked_path

Your path holds the same array in every place, because each step changes the one that is in the list already.

---
Write point = point - step, or append a copy: point -= step works in place.
"""

import numpy as np


def gradient(point):
    x, y = point
    return np.array([-2 * (1 - x) - 20 * x * (y - x**2), 10 * (y - x**2)])


def descend(start, lr, steps, tolerance):
    point = start.copy()
    path = [point]
    for _ in range(steps):
        g = gradient(point)
        if np.linalg.norm(g) <= tolerance:
            break
        point -= lr * g
        path.append(point)
    return np.array(path)
