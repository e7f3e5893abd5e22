"""worked_example

Your F1 is the arithmetic mean of precision and recall. The harmonic mean is lower when the two differ: one good number
cannot make up for a bad one.
"""

import numpy as np


def precision_recall_f1(y_true, y_pred):
    hits = np.sum(y_true * y_pred)
    alarms, cases = np.sum(y_pred), np.sum(y_true)
    return ratio(hits, alarms), ratio(hits, cases), (ratio(hits, alarms) + ratio(hits, cases)) / 2


def ratio(part, whole):
    return float(part / whole) if whole else 0.0
