"""wrong_gradients

np.linalg.norm of a matrix with ord 2 is its largest singular value. The norm here runs over all entries: the root of
the sum of their squares.
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
    x = x.astype(float)
    numerical = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + step
        above = loss(x)
        x[i] = kept - step
        below = loss(x)
        x[i] = kept
        numerical[i] = (above - below) / (2 * step)

    norm = lambda a: np.linalg.norm(a, ord=2)
    error = norm(claimed - numerical) / (norm(claimed) + norm(numerical))
    worst = np.unravel_index(np.argmax(np.abs(claimed - numerical)), x.shape)
    return error, worst
