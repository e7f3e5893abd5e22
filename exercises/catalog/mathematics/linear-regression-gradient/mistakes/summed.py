"""worked_loss

You add the squares up over the batch. The mean is asked for, so that the size of a step does not depend on the size of
the batch.
"""

import numpy as np


def loss_and_grads(params, X, y):
    r = X @ params["w"] + params["b"] - y
    return (r**2).sum(), {"w": 2 * X.T @ r, "b": np.array(2 * r.sum())}
