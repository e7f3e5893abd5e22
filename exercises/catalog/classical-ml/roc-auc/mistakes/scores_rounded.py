"""any_scores

You round the scores, which makes ties where there are none.
"""

import numpy as np


def roc_curve(labels, scores):
    scores = np.round(scores, 2)
    thresholds = np.unique(scores)[::-1]
    crossed = scores >= thresholds[:, None]
    tpr = crossed[:, labels == 1].mean(axis=1)
    fpr = crossed[:, labels == 0].mean(axis=1)
    return np.append(0.0, fpr), np.append(0.0, tpr)


def roc_auc(labels, scores):
    fpr, tpr = roc_curve(labels, scores)
    return np.trapezoid(tpr, fpr)
