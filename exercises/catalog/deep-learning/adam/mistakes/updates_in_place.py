"""arguments_unchanged

You change m or v in place. The caller may still need them.

---
Make new arrays: m = beta1 * m + ..., not m *= beta1.
"""

import numpy as np


def adam_step(theta, grad, m, v, t, lr, beta1, beta2, eps):
    m *= beta1
    m += (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2

    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
