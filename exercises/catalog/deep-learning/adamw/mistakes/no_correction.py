"""worked_example

You use the averages without the correction. They start at 0 and are too small at first: divide them by 1 - β₁ᵗ and 1 -
β₂ᵗ.
"""

import numpy as np


def adamw_step(theta, grad, m, v, t, lr, beta1, beta2, eps, decay):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2

    m_hat = m
    v_hat = v
    step = m_hat / (np.sqrt(v_hat) + eps)
    return theta - lr * (step + decay * theta), m, v
