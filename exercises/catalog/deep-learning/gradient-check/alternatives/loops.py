import math

import numpy as np

# Given: leave these as they are.
LOSSES = {
    "bowl": lambda x: x[0] ** 2 + 3 * x[1] ** 2,
    "growth": lambda x: np.sum(np.exp(2 * x)),
    "log_sum_exp": lambda x: np.log(1 + np.sum(np.exp(x))),
    "products": lambda x: np.sum((x @ x.T) ** 2),
}


def check_by_name(name, x, claimed, step):
    return gradient_check(LOSSES[name], x, claimed, step)


def gradient_check(loss, x, claimed, step):
    off, squares_claimed, squares_numerical = {}, 0.0, 0.0
    for i in np.ndindex(x.shape):
        sides = []
        for direction in (step, -step):
            moved = np.array(x, dtype=float)
            moved[i] += direction
            sides.append(float(loss(moved)))
        slope = (sides[0] - sides[1]) / (step + step)
        off[i] = abs(claimed[i] - slope)
        squares_claimed += claimed[i] ** 2
        squares_numerical += slope**2
    error = math.hypot(*off.values()) / (math.sqrt(squares_claimed) + math.sqrt(squares_numerical))
    return error, max(off, key=off.get)
