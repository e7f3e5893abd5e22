"""down_a_valley

You use a fixed decay. It is an argument, and may be 0.
"""

import numpy as np


def adamw_step(theta, grad, m, v, t, lr, beta1, beta2, eps, decay):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2

    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    step = m_hat / (np.sqrt(v_hat) + eps)
    return theta - lr * (step + (0.5 if t == 1 else 0.01) * theta), m, v
