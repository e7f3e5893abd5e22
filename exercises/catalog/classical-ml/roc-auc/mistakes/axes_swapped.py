"""curve_of_the_example

You return the true positive rate first. The horizontal axis comes first: (fpr, tpr).
"""

import numpy as np


def roc_curve(labels, scores):
    thresholds = np.unique(scores)[::-1]
    crossed = scores >= thresholds[:, None]
    tpr = crossed[:, labels == 1].mean(axis=1)
    fpr = crossed[:, labels == 0].mean(axis=1)
    return np.append(0.0, tpr), np.append(0.0, fpr)


def roc_auc(labels, scores):
    fpr, tpr = roc_curve(labels, scores)
    return np.trapezoid(tpr, fpr)
