import numpy as np


def focal_loss(z, y, gamma=2.0, alpha=0.25):
    """Everything in terms of the logit of the correct class, which is z or -z."""
    sign = np.where(y == 1, 1.0, -1.0)
    weight = np.where(y == 1, alpha, 1 - alpha) / len(z)  # includes the 1/n of the mean

    t = sign * z  # p_t = sigmoid(t)
    log_p, log_q = -np.logaddexp(0, -t), -np.logaddexp(0, t)  # of p_t and of 1 - p_t, without overflow
    focus = np.exp(gamma * log_q)

    loss = -(weight * focus * log_p).sum()
    grad = sign * weight * focus * (gamma * np.exp(log_p) * log_p - np.exp(log_q))
    return loss, grad
