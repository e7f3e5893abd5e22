import numpy as np


def descend(start, lr, steps, tolerance):
    path = np.empty((steps + 1, 2))
    path[0] = start
    taken = 0
    while taken < steps:
        x, y = path[taken]
        residuals = np.array([1 - x, y - x * x])
        jacobian = np.array([[-1.0, 0.0], [-2 * x, 1.0]])
        slope = 2 * jacobian.T @ (np.array([1.0, 5.0]) * residuals)
        if slope @ slope <= tolerance**2:
            break
        path[taken + 1] = path[taken] - lr * slope
        taken += 1
    return path[: taken + 1]
