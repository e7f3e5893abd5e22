"""any_scores

Your thresholds lie between 0 and 1. Scores may be any numbers; only their order counts.
"""

import numpy as np


def roc_curve(labels, scores):
    thresholds = np.unique(np.clip(scores, 0, 1))[::-1]
    crossed = scores >= thresholds[:, None]
    tpr = crossed[:, labels == 1].mean(axis=1)
    fpr = crossed[:, labels == 0].mean(axis=1)
    return np.append(0.0, fpr), np.append(0.0, tpr)


def roc_auc(labels, scores):
    fpr, tpr = roc_curve(labels, scores)
    return np.trapezoid(tpr, fpr)
