import numpy as np


def grad(x, y):
    return -2 * (1 - x) - 20 * x * (y - x * x), 10 * (y - x * x)


def _go(x, y, lr, steps, tolerance):
    gx, gy = grad(x, y)
    if steps == 0 or (gx * gx + gy * gy) ** 0.5 <= tolerance:
        return [(x, y)]
    return [(x, y)] + _go(x - lr * gx, y - lr * gy, lr, steps - 1, tolerance)


def descend(start, lr, steps, tolerance):
    # in pieces, so that Python's recursion limit is never reached
    path = [(float(start[0]), float(start[1]))]
    with np.errstate(all="ignore"):
        while steps > 0:
            n = min(steps, 200)
            piece = _go(np.float64(path[-1][0]), np.float64(path[-1][1]), lr, n, tolerance)
            path += piece[1:]
            steps -= n
            if len(piece) <= n:
                break
    return np.array(path, dtype=float)
