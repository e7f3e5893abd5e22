"""worked_example

You divide by the number of all examples. Precision is a fraction of the alarms, recall a fraction of the cases.
"""

import numpy as np


def precision_recall_f1(y_true, y_pred):
    hits = np.sum(y_true * y_pred)
    alarms, cases = np.sum(y_pred), np.sum(y_true)
    return ratio(hits, len(y_true)), ratio(hits, len(y_true)), ratio(2 * hits, alarms + cases)


def ratio(part, whole):
    return float(part / whole) if whole else 0.0
