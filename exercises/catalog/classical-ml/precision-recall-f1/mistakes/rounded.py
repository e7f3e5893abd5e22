"""any_predictions

You round the results. Return them unrounded; the caller can round for display.
"""

import numpy as np


def precision_recall_f1(y_true, y_pred):
    hits = np.sum(y_true * y_pred)
    alarms, cases = np.sum(y_pred), np.sum(y_true)
    return ratio(hits, alarms), ratio(hits, cases), float(2 * hits / max(alarms + cases, 1))


def ratio(part, whole):
    return round(float(part / whole), 3) if whole else 0.0
