# y is updated with the gradient at the new x instead of at the old point.
import numpy as np


def gradient(x, y):
    return -2 * (1 - x) - 20 * x * (y - x**2), 10 * (y - x**2)


def descend(start, lr, steps, tolerance):
    x, y = float(start[0]), float(start[1])
    path = [[x, y]]
    for _ in range(steps):
        gx, gy = gradient(x, y)
        if np.sqrt(gx**2 + gy**2) <= tolerance:
            break
        x = x - lr * gx
        y = y - lr * gradient(x, y)[1]
        path.append([x, y])
    return np.array(path)
