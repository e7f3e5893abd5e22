import numpy as np


def precision_recall_f1(y_true, y_pred):
    """Three ratios of counts, 0 where the denominator is 0."""
    hits = np.sum(y_true * y_pred)
    alarms, cases = np.sum(y_pred), np.sum(y_true)
    return ratio(hits, alarms), ratio(hits, cases), ratio(2 * hits, alarms + cases)


def ratio(part, whole):
    return float(part / whole) if whole else 0.0
