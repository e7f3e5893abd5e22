"""first_step

You correct m but not v. v needs it even more, because β₂ is larger: divide it by 1 - β₂ᵗ.
"""

import numpy as np


def adam_step(theta, grad, m, v, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2

    m_hat = m / (1 - beta1**t)
    v_hat = v
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
