"""curve_of_the_example

An example at the threshold does not count with you. It does: predicted positive is a score of at least the
threshold.
"""

import numpy as np


def roc_curve(labels, scores):
    thresholds = np.unique(scores)[::-1]
    crossed = scores > thresholds[:, None]
    tpr = crossed[:, labels == 1].mean(axis=1)
    fpr = crossed[:, labels == 0].mean(axis=1)
    return np.append(0.0, fpr), np.append(0.0, tpr)


def roc_auc(labels, scores):
    fpr, tpr = roc_curve(labels, scores)
    return np.trapezoid(tpr, fpr)
