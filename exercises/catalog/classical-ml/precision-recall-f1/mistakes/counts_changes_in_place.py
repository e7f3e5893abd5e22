"""arguments_unchanged

You overwrite one of the arrays while you count.

---
Make new arrays: y_true * y_pred, not y_pred *= y_true.
"""

import numpy as np


def precision_recall_f1(y_true, y_pred):
    alarms, cases = np.sum(y_pred), np.sum(y_true)
    y_pred *= y_true
    hits = np.sum(y_pred)
    return ratio(hits, alarms), ratio(hits, cases), ratio(2 * hits, alarms + cases)


def ratio(part, whole):
    return float(part / whole) if whole else 0.0
