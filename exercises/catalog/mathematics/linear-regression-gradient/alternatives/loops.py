import numpy as np


def loss_and_grads(params, X, y):
    n, d = X.shape
    loss, d_w, d_b = 0.0, np.zeros(d), 0.0
    for i in range(n):
        r = sum(params["w"][j] * X[i, j] for j in range(d)) + params["b"] - y[i]
        loss += r * r / n
        d_b += 2 * r / n
        for j in range(d):
            d_w[j] += 2 * r * X[i, j] / n
    return loss, {"w": d_w, "b": d_b}
