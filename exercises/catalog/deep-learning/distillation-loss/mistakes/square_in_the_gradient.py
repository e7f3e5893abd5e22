"""worked_example

Your gradient has the factor T². The inner derivative of s/T is 1/T, so T remains.
"""

import numpy as np


def distillation_loss(student, teacher, labels, temperature, weight):
    rows = np.arange(len(labels))
    log_p, log_q = log_softmax(teacher / temperature), log_softmax(student / temperature)
    p = np.exp(log_p)
    terms = np.where(p > 0, p * (log_p - log_q), 0.0)
    divergence = terms.sum(axis=1).mean()

    log_soft = log_softmax(student)
    surplus = np.exp(log_soft)
    surplus[rows, labels] -= 1
    loss = weight * temperature**2 * divergence - (1 - weight) * log_soft[rows, labels].mean()
    return loss, (weight * temperature**2 * (np.exp(log_q) - p) + (1 - weight) * surplus) / len(labels)


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))
