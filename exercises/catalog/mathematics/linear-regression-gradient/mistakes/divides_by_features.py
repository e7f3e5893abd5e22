"""difference_quotients

You divide by the number of features. The mean runs over the examples.

---
Divide by len(y).
"""

import numpy as np


def loss_and_grads(params, X, y):
    r = X @ params["w"] + params["b"] - y
    d_r = 2 / X.shape[1] * r
    return (r**2).mean(), {"w": X.T @ d_r, "b": np.array(d_r.sum())}
