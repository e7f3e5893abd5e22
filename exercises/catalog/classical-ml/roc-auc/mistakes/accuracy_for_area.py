"""area_of_the_example

Your area is the accuracy at one threshold. The area takes all thresholds, or all pairs, into account.
"""

import numpy as np


def roc_curve(labels, scores):
    thresholds = np.unique(scores)[::-1]
    crossed = scores >= thresholds[:, None]
    tpr = crossed[:, labels == 1].mean(axis=1)
    fpr = crossed[:, labels == 0].mean(axis=1)
    return np.append(0.0, fpr), np.append(0.0, tpr)


def roc_auc(labels, scores):
    return float(np.mean((scores >= 0.5) == labels))
