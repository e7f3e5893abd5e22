"""worked_example

Your F1 is the geometric mean, the root of the product. Use the harmonic mean: twice the product over the sum.
"""

import numpy as np


def precision_recall_f1(y_true, y_pred):
    hits = np.sum(y_true * y_pred)
    alarms, cases = np.sum(y_pred), np.sum(y_true)
    return ratio(hits, alarms), ratio(hits, cases), float(np.sqrt(ratio(hits, alarms) * ratio(hits, cases)))


def ratio(part, whole):
    return float(part / whole) if whole else 0.0
