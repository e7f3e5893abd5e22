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
    # One array of offsets for each entry.
    offsets = step * np.eye(x.size).reshape(x.size, *x.shape)
    numerical = np.array([loss(x + offset) - loss(x - offset) for offset in offsets]) / step / 2
    difference = claimed.ravel() - numerical
    length = lambda v: np.sqrt(np.dot(v, v))
    error = length(difference) / (length(claimed.ravel()) + length(numerical))
    order = sorted(np.ndindex(x.shape), key=lambda i: abs(difference.reshape(x.shape)[i]))
    return float(error), order[-1]
