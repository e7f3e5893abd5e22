import numpy as np


def gradient(point):
    x, y = point
    across = y - x**2  # the height above the valley floor
    return np.array([-2 * (1 - x) - 20 * x * across, 10 * across])


def descend(start, lr, steps, tolerance):
    """Step against the gradient until it is short enough, or the steps run out."""
    path = [start]
    for _ in range(steps):
        slope = gradient(path[-1])
        if np.linalg.norm(slope) <= tolerance:
            break
        path.append(path[-1] - lr * slope)  # a new point: the path keeps the old ones
    return np.array(path)
