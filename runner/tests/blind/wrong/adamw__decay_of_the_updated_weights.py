# The decay is applied to the weights after Adam's step instead of to those before it.
import numpy as np


def adamw_step(theta, grad, m, v, t, lr, beta1, beta2, eps, decay):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    theta = theta - lr * m_hat / (np.sqrt(v_hat) + eps)
    theta = theta - lr * decay * theta
    return theta, m, v
