"""worked_example

Your precision is the accuracy: it counts the true negatives too. Look only at what was predicted positive.
"""

import numpy as np


def precision_recall_f1(y_true, y_pred):
    hits = np.sum(y_true * y_pred)
    alarms, cases = np.sum(y_pred), np.sum(y_true)
    return float(np.mean(y_true == y_pred)), ratio(hits, cases), ratio(2 * hits, alarms + cases)


def ratio(part, whole):
    return float(part / whole) if whole else 0.0
