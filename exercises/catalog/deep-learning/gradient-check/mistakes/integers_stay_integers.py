"""integers

x holds integers, and adding less than 1 to an integer array changes nothing, so the loss does not change at all.

---
Work on x.astype(float).
"""

import numpy as np

LOSSES = {
    "bowl": lambda x: x[0] ** 2 + 3 * x[1] ** 2,
    "growth": lambda x: np.sum(np.exp(2 * x)),
    "log_sum_exp": lambda x: np.log(1 + np.sum(np.exp(x))),
    "products": lambda x: np.sum((x @ x.T) ** 2),
}


def check_by_name(name, x, claimed, step):
    return gradient_check(LOSSES[name], x, claimed, step)


def gradient_check(loss, x, claimed, step):
    x = x.copy()
    numerical = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + step
        above = loss(x)
        x[i] = kept - step
        below = loss(x)
        x[i] = kept
        numerical[i] = (above - below) / (2 * step)

    norm = np.linalg.norm
    error = norm(claimed - numerical) / (norm(claimed) + norm(numerical))
    worst = np.unravel_index(np.argmax(np.abs(claimed - numerical)), x.shape)
    return error, worst
