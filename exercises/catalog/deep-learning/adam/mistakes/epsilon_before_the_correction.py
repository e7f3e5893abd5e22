"""small_gradients

You add ε to the root of v before the correction, so you correct ε as well. Correct v first, take its root, then add ε.
"""

import numpy as np


def adam_step(theta, grad, m, v, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2

    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - lr * m_hat / ((np.sqrt(v) + eps) / np.sqrt(1 - beta2**t)), m, v
