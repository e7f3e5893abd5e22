"""worked_example

Your precision and recall are swapped. Precision is about the alarms: how many of the predicted positives are positive.
Recall is about the cases: how many of the positives were found.
"""

import numpy as np


def precision_recall_f1(y_true, y_pred):
    hits = np.sum(y_true * y_pred)
    alarms, cases = np.sum(y_pred), np.sum(y_true)
    return ratio(hits, cases), ratio(hits, alarms), ratio(2 * hits, alarms + cases)


def ratio(part, whole):
    return float(part / whole) if whole else 0.0
