"""curve_of_the_example

Your curve runs from (1, 1) to (0, 0). Start with the highest threshold, which few examples reach.
"""

import numpy as np


def roc_curve(labels, scores):
    thresholds = np.unique(scores)[::-1]
    crossed = scores >= thresholds[:, None]
    tpr = crossed[:, labels == 1].mean(axis=1)
    fpr = crossed[:, labels == 0].mean(axis=1)
    return np.append(0.0, fpr)[::-1], np.append(0.0, tpr)[::-1]


def roc_auc(labels, scores):
    fpr, tpr = roc_curve(labels, scores)
    return np.trapezoid(tpr, fpr)
