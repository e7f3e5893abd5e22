"""curve_of_the_example

You return counts. Rates are fractions: divide by the number of positives, or of negatives.
"""

import numpy as np


def roc_curve(labels, scores):
    thresholds = np.unique(scores)[::-1]
    crossed = scores >= thresholds[:, None]
    tpr = 1.0 * crossed[:, labels == 1].sum(axis=1)
    fpr = 1.0 * crossed[:, labels == 0].sum(axis=1)
    return np.append(0.0, fpr), np.append(0.0, tpr)


def roc_auc(labels, scores):
    fpr, tpr = roc_curve(labels, scores)
    return np.trapezoid(tpr, fpr)
