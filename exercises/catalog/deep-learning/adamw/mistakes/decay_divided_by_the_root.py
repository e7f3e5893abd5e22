"""worked_example

You divide the decay by the root along with the gradient. AdamW was designed to avoid exactly that.
"""

import numpy as np


def adamw_step(theta, grad, m, v, t, lr, beta1, beta2, eps, decay):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2

    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - lr * (m_hat + decay * theta) / (np.sqrt(v_hat) + eps), m, v
