"""curve_of_the_example

Your curve has no point (0, 0). Its first point is for a threshold above all scores, where nothing is
predicted positive.
"""

import numpy as np


def roc_curve(labels, scores):
    thresholds = np.unique(scores)[::-1]
    crossed = scores >= thresholds[:, None]
    tpr = crossed[:, labels == 1].mean(axis=1)
    fpr = crossed[:, labels == 0].mean(axis=1)
    return fpr, tpr


def roc_auc(labels, scores):
    fpr, tpr = roc_curve(labels, scores)
    return np.trapezoid(tpr, fpr)
