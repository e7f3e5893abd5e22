"""second_step

You divide by 1 - β at every step. That is right only for the first: the correction is 1 - βᵗ, with t the number of the
step, and it fades.
"""

import numpy as np


def adam_step(theta, grad, m, v, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2

    m_hat = m / (1 - beta1)
    v_hat = v / (1 - beta2)
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
