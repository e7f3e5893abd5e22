"""curve_of_the_example

You make a point for each example, even among equal scores. Then the curve depends on the order of tied examples. Equal
scores make one point.
"""

import numpy as np


def roc_curve(labels, scores):
    thresholds = np.sort(scores)[::-1]
    crossed = scores >= thresholds[:, None]
    tpr = crossed[:, labels == 1].mean(axis=1)
    fpr = crossed[:, labels == 0].mean(axis=1)
    return np.append(0.0, fpr), np.append(0.0, tpr)


def roc_auc(labels, scores):
    fpr, tpr = roc_curve(labels, scores)
    return np.trapezoid(tpr, fpr)
