"""nothing_to_count

If nothing was predicted positive, or nothing is positive, you divide 0 by 0, which gives nan. Return 0 in that case.
"""

import numpy as np


def precision_recall_f1(y_true, y_pred):
    hits = np.sum(y_true * y_pred)
    alarms, cases = np.sum(y_pred), np.sum(y_true)
    return ratio(hits, alarms), ratio(hits, cases), ratio(2 * hits, alarms + cases)


def ratio(part, whole):
    return float(part / whole)
