"""worked_example

You treat class 0 as the positive class. It is class 1.
"""

import numpy as np


def precision_recall_f1(y_true, y_pred):
    y_true, y_pred = 1 - y_true, 1 - y_pred
    hits = np.sum(y_true * y_pred)
    alarms, cases = np.sum(y_pred), np.sum(y_true)
    return ratio(hits, alarms), ratio(hits, cases), ratio(2 * hits, alarms + cases)


def ratio(part, whole):
    return float(part / whole) if whole else 0.0
