import numpy as np


def distillation_loss(student, teacher, labels, temperature, weight):
    """The divergence is the cross-entropy minus the teacher's entropy; both targets are distributions."""
    T, n = temperature, len(student)
    hard = np.eye(student.shape[1])[labels]
    soft = probabilities(teacher, T)
    positive = soft[soft > 0]
    entropy = -positive @ np.log(positive)
    loss = weight * T**2 * (cross_entropy(soft, student / T) - entropy) + (1 - weight) * cross_entropy(hard, student)
    grad = weight * T * (probabilities(student, T) - soft) + (1 - weight) * (probabilities(student, 1) - hard)
    return loss / n, grad / n


def probabilities(logits, T):
    e = np.exp((logits - logits.max(axis=1, keepdims=True)) / T)
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy(target, logits):
    return np.logaddexp.reduce(logits, axis=1).sum() - np.sum(target * logits)
