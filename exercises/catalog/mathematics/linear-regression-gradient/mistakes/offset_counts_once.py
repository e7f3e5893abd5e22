"""worked_gradients

You average the offset's gradient twice: the offset appears in every residual with the factor 1, so its gradient is the
sum of 2 r / n, not their mean.
"""

import numpy as np


def loss_and_grads(params, X, y):
    r = X @ params["w"] + params["b"] - y
    d_r = 2 / len(y) * r
    return (r**2).mean(), {"w": X.T @ d_r, "b": np.array(d_r.mean())}
