"""first_step

You use the averages without the correction. They start at 0 and are too small at first: divide them by 1 - β₁ᵗ and 1 -
β₂ᵗ before you step.
"""

import numpy as np


def adam_step(theta, grad, m, v, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2

    m_hat = m
    v_hat = v
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
