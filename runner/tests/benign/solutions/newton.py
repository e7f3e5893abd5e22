import numpy as np


def newton(f0, steps):
    x = np.array(f0, dtype=float)
    for _ in range(steps):
        g = np.array([2 * x[0] + x[1] - 4, x[0] + 4 * x[1] - 9])
        x -= np.linalg.solve(np.array([[2.0, 1.0], [1.0, 4.0]]), g)
    return x
