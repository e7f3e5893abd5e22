"""arguments_unchanged

You sort the caller's scores in place, so labels and scores no longer match. np.sort makes a new array.
"""

import numpy as np


def roc_curve(labels, scores):
    crossed = scores >= np.unique(scores)[::-1][:, None]
    tpr = crossed[:, labels == 1].mean(axis=1)
    fpr = crossed[:, labels == 0].mean(axis=1)
    scores.sort()
    return np.append(0.0, fpr), np.append(0.0, tpr)


def roc_auc(labels, scores):
    fpr, tpr = roc_curve(labels, scores.copy())
    return np.trapezoid(tpr, fpr)
