import numpy as np


def adamw_step(theta, grad, m, v, t, lr, beta1, beta2, eps, decay):
    theta, m, v = theta.copy(), m.copy(), v.copy()
    for i in np.ndindex(theta.shape):
        m[i] += (1 - beta1) * (grad[i] - m[i])
        v[i] += (1 - beta2) * (grad[i] * grad[i] - v[i])
        root = (v[i] / (1 - beta2**t)) ** 0.5
        theta[i] -= lr * decay * theta[i] + lr * m[i] / (1 - beta1**t) / (root + eps)
    return theta, m, v
