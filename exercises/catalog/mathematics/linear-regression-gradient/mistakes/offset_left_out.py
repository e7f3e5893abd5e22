"""loss_of_any_batch

The offset b is missing from your predictions.
"""

import numpy as np


def loss_and_grads(params, X, y):
    r = X @ params["w"] - y
    return (r**2).mean(), {"w": 2 * X.T @ r / len(y), "b": np.array(2 * r.mean())}
