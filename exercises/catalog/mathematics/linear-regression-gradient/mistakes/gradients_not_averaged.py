"""worked_gradients

Your loss is a mean but your gradients are sums: divide them by the number of examples.
"""

import numpy as np


def loss_and_grads(params, X, y):
    r = X @ params["w"] + params["b"] - y
    return (r**2).mean(), {"w": 2 * X.T @ r, "b": np.array(2 * r.sum())}
