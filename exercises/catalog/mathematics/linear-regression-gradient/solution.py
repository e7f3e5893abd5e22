import numpy as np


def loss_and_grads(params, X, y):
    """Mean squared error of a linear model, and the gradient of weights and offset."""
    r = X @ params["w"] + params["b"] - y  # (n,)
    d_r = 2 / len(y) * r  # (n,): the derivative of the mean square by each residual

    return (r**2).mean(), {
        "w": X.T @ d_r,  # (d, n) @ (n,) -> (d,): each weight receives a gradient from every example
        "b": np.array(d_r.sum()),  # so does the offset, with the factor 1
    }
