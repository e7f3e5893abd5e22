import numpy as np

# Given: do not change these.
LOSSES = {
    "bowl": lambda x: x[0] ** 2 + 3 * x[1] ** 2,
    "growth": lambda x: np.sum(np.exp(2 * x)),
    "log_sum_exp": lambda x: np.log(1 + np.sum(np.exp(x))),
    "products": lambda x: np.sum((x @ x.T) ** 2),
}


def check_by_name(name, x, claimed, step):
    return gradient_check(LOSSES[name], x, claimed, step)


def gradient_check(loss, x, claimed, step):
    """Compare a claimed gradient with central differences.

    loss: takes an array of the shape of x, returns a number
    x: where to check    claimed: floats, of the shape of x    step: how far to move each entry

    Returns (error, worst): the relative error, and the index of the entry that is furthest off.

    With LOSSES["bowl"], x = [1, 2], claimed = [2, 6] and step = 0.5 the result is (0.3245, (1,)).
    """
    raise NotImplementedError("return error, worst")
