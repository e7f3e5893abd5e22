"""worked_example

You average the divergence over rows and classes. It is a sum over the classes: take the mean over the rows only.
"""

import numpy as np


def distillation_loss(student, teacher, labels, temperature, weight):
    rows = np.arange(len(labels))
    log_p, log_q = log_softmax(teacher / temperature), log_softmax(student / temperature)
    p = np.exp(log_p)
    terms = np.where(p > 0, p * (log_p - log_q), 0.0)
    divergence = terms.mean()

    log_soft = log_softmax(student)
    surplus = np.exp(log_soft)
    surplus[rows, labels] -= 1
    loss = weight * temperature**2 * divergence - (1 - weight) * log_soft[rows, labels].mean()
    return loss, (weight * temperature * (np.exp(log_q) - p) / p.shape[1] + (1 - weight) * surplus) / len(labels)


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))
