import numpy as np


def precision_recall_f1(y_true, y_pred):
    positive, alarm = y_true == 1, y_pred == 1
    tp = np.count_nonzero(positive & alarm)
    precision = tp / max(np.count_nonzero(alarm), 1)
    recall = tp / max(np.count_nonzero(positive), 1)
    f1 = 2 * precision * recall / (precision + recall) if tp else 0.0
    return precision, recall, f1
