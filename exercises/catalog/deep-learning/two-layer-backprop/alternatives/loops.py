import math

import numpy as np


def loss_and_grads(params, x, y):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    n, d = x.shape
    hidden, classes = len(b1), len(b2)
    grads = {name: np.zeros(value.shape) for name, value in params.items()}
    loss = 0.0
    for i in range(n):
        z = [sum(W1[j, k] * x[i, k] for k in range(d)) + b1[j] for j in range(hidden)]
        h = [v if v > 0 else 0.0 for v in z]
        s = [sum(W2[k, j] * h[j] for j in range(hidden)) + b2[k] for k in range(classes)]
        top = max(s)
        log_sum = top + math.log(sum(math.exp(v - top) for v in s))
        loss += (log_sum - s[y[i]]) / n
        for k in range(classes):
            g = (math.exp(s[k] - log_sum) - (k == y[i])) / n
            grads["b2"][k] += g
            for j in range(hidden):
                grads["W2"][k, j] += g * h[j]
                if z[j] > 0:
                    grads["b1"][j] += g * W2[k, j]
                    for m in range(d):
                        grads["W1"][j, m] += g * W2[k, j] * x[i, m]
    return loss, grads
