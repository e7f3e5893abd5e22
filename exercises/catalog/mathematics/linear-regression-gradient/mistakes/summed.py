"""worked_loss

You sum the squares over the batch. Use the mean, so that the size of a step does not depend on the size of the batch.
"""

import numpy as np


def loss_and_grads(params, X, y):
    r = X @ params["w"] + params["b"] - y
    return (r**2).sum(), {"w": 2 * X.T @ r, "b": np.array(2 * r.sum())}
