"""nothing_to_count

You return 1 when the denominator is 0. A classifier that never raises an alarm gets precision 0.
"""

import numpy as np


def precision_recall_f1(y_true, y_pred):
    hits = np.sum(y_true * y_pred)
    alarms, cases = np.sum(y_pred), np.sum(y_true)
    return ratio(hits, alarms), ratio(hits, cases), ratio(2 * hits, alarms + cases)


def ratio(part, whole):
    return float(part / whole) if whole else 1.0
