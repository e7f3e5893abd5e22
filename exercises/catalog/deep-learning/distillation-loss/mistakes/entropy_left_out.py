"""worked_example

Your loss is the cross-entropy with the teacher. The divergence also subtracts the teacher's entropy. The gradient is
the same, but the loss should be 0 when the student agrees with the teacher.
"""

import numpy as np


def distillation_loss(student, teacher, labels, temperature, weight):
    rows = np.arange(len(labels))
    log_p, log_q = log_softmax(teacher / temperature), log_softmax(student / temperature)
    p = np.exp(log_p)
    terms = np.where(p > 0, -p * log_q, 0.0)
    divergence = terms.sum(axis=1).mean()

    log_soft = log_softmax(student)
    surplus = np.exp(log_soft)
    surplus[rows, labels] -= 1
    loss = weight * temperature**2 * divergence - (1 - weight) * log_soft[rows, labels].mean()
    return loss, (weight * temperature * (np.exp(log_q) - p) + (1 - weight) * surplus) / len(labels)


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))
