"""worked_gradients

Your loss is a mean and your gradients are sums: they lack the division by the number of examples.
"""

import numpy as np


def loss_and_grads(params, X, y):
    r = X @ params["w"] + params["b"] - y
    return (r**2).mean(), {"w": 2 * X.T @ r, "b": np.array(2 * r.sum())}
