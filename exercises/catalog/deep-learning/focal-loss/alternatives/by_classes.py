import numpy as np


def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def right_class(t, gamma):
    """Loss and slope for examples whose right class has the logits t, before weights."""
    p, q = np.exp(-softplus(-t)), np.exp(-softplus(t))
    return q**gamma * softplus(-t), -(q**gamma) * (gamma * p * softplus(-t) + q)


def focal_loss(z, y, gamma=2.0, alpha=0.25):
    grad = np.empty(len(z))
    positive, negative = y == 1, y == 0
    loss_1, slope_1 = right_class(z[positive], gamma)
    loss_0, slope_0 = right_class(-z[negative], gamma)
    grad[positive] = alpha * slope_1
    grad[negative] = (alpha - 1) * slope_0
    return (alpha * loss_1.sum() + (1 - alpha) * loss_0.sum()) / len(z), grad / len(z)
