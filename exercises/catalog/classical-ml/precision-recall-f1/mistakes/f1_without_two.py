"""worked_example

Your F1 lacks the factor of 2: perfect predictions would score 0.5.
"""

import numpy as np


def precision_recall_f1(y_true, y_pred):
    hits = np.sum(y_true * y_pred)
    alarms, cases = np.sum(y_pred), np.sum(y_true)
    return ratio(hits, alarms), ratio(hits, cases), ratio(hits, alarms + cases)


def ratio(part, whole):
    return float(part / whole) if whole else 0.0
