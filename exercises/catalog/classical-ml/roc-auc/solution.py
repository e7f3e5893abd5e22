import numpy as np


def roc_curve(labels, scores):
    """Lower the threshold from score to score and count the examples at or above it."""
    thresholds = np.unique(scores)[::-1]  # (m,), highest first
    crossed = scores >= thresholds[:, None]  # (m, n)
    tpr = crossed[:, labels == 1].mean(axis=1)
    fpr = crossed[:, labels == 0].mean(axis=1)
    return np.append(0.0, fpr), np.append(0.0, tpr)


def roc_auc(labels, scores):
    """The area by the trapezoidal rule; a tie gives a slope, so half of its rectangle lies below the curve."""
    fpr, tpr = roc_curve(labels, scores)
    return np.trapezoid(tpr, fpr)
