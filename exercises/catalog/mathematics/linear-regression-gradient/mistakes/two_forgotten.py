"""worked_gradients

Your loss is right, but the factor 2 is missing from its gradients: the derivative of r² is 2r.
"""

import numpy as np


def loss_and_grads(params, X, y):
    r = X @ params["w"] + params["b"] - y
    return (r**2).mean(), {"w": X.T @ r / len(y), "b": np.array(r.mean())}
