"""nothing_to_count

You divide precision times recall by their sum, and if both are 0 that is 0 divided by 0. Check first, or use the
counts: 2 TP / (2 TP + FP + FN).
"""

import numpy as np


def precision_recall_f1(y_true, y_pred):
    hits = np.sum(y_true * y_pred)
    alarms, cases = np.sum(y_pred), np.sum(y_true)
    precision, recall = ratio(hits, alarms), ratio(hits, cases)
    return precision, recall, 2 * precision * recall / (precision + recall)


def ratio(part, whole):
    return float(part / whole) if whole else 0.0
