import numpy as np


def adam_step(theta, grad, m, v, t, lr, beta1, beta2, eps):
    # Both corrections in one factor, as the paper suggests, with eps scaled to match.
    m = m + (1 - beta1) * (grad - m)
    v = v + (1 - beta2) * (grad * grad - v)
    root = np.sqrt(1 - np.power(beta2, t))
    rate = lr * root / (1 - np.power(beta1, t))
    return theta - rate * m / (np.sqrt(v) + root * eps), m, v
