"""worked_loss

You subtract targets of shape (n,) from predictions of shape (n, 1). Broadcasting turns that into an n by n table, in
which every prediction is paired with every target. Keep both as (n,).
"""

import numpy as np


def loss_and_grads(params, X, y):
    r = X @ params["w"][:, None] + params["b"] - y
    return (r**2).mean(), {"w": 2 * (X.T @ r).mean(axis=1) / len(y), "b": np.array(2 * r.mean())}
