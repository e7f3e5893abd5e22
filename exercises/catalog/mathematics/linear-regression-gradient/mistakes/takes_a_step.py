"""arguments_unchanged

Your function writes into its arguments, as a training step would. Only compute the gradients: do not modify params, X
or y.
"""

import numpy as np


def loss_and_grads(params, X, y):
    r = X @ params["w"] + params["b"] - y
    grads = {"w": 2 * X.T @ r / len(y), "b": np.array(2 * r.mean())}
    for name in params:
        params[name] -= 0.1 * grads[name]
    return (r**2).mean(), grads
