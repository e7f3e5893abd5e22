"""worked_loss

Your loss is half of the mean square. Many books put that half in to cancel the 2; this exercise does not.
"""

import numpy as np


def loss_and_grads(params, X, y):
    r = X @ params["w"] + params["b"] - y
    return (r**2).mean() / 2, {"w": X.T @ r / len(y), "b": np.array(r.mean())}
