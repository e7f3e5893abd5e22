"""worked_gradients

You multiply with X where its transpose belongs. With as many examples as features this raises no error, but it sums
over the features, not over the examples.

---
X.T @ r sums over the examples.
"""

import numpy as np


def loss_and_grads(params, X, y):
    r = X @ params["w"] + params["b"] - y
    d_r = 2 / len(y) * r
    return (r**2).mean(), {"w": X @ d_r, "b": np.array(d_r.sum())}
