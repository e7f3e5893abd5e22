"""area_of_the_example

Your area is made of rectangles, so a tie counts fully or not at all. Half of a tie's rectangle lies under the curve:
use the trapezoidal rule.
"""

import numpy as np


def roc_curve(labels, scores):
    thresholds = np.unique(scores)[::-1]
    crossed = scores >= thresholds[:, None]
    tpr = crossed[:, labels == 1].mean(axis=1)
    fpr = crossed[:, labels == 0].mean(axis=1)
    return np.append(0.0, fpr), np.append(0.0, tpr)


def roc_auc(labels, scores):
    fpr, tpr = roc_curve(labels, scores)
    return np.sum(np.diff(fpr) * tpr[1:])
