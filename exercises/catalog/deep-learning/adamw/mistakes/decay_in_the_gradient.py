"""worked_example

You add the decay to the gradient, as an L2 penalty does. It then goes through both averages and is divided by the root,
and weights with large gradients hardly decay. Add it to the adaptive step instead.
"""

import numpy as np


def adamw_step(theta, grad, m, v, t, lr, beta1, beta2, eps, decay):
    grad = grad + decay * theta
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2

    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    step = m_hat / (np.sqrt(v_hat) + eps)
    return theta - lr * step, m, v
