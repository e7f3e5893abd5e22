"""curve_of_the_example

You divide both counts by the number of all examples. TPR is a fraction of the positives, FPR of the negatives.
"""

import numpy as np


def roc_curve(labels, scores):
    thresholds = np.unique(scores)[::-1]
    crossed = scores >= thresholds[:, None]
    tpr = crossed[:, labels == 1].sum(axis=1) / len(labels)
    fpr = crossed[:, labels == 0].sum(axis=1) / len(labels)
    return np.append(0.0, fpr), np.append(0.0, tpr)


def roc_auc(labels, scores):
    fpr, tpr = roc_curve(labels, scores)
    return np.trapezoid(tpr, fpr)
