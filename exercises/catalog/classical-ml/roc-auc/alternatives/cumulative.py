import numpy as np


def roc_curve(labels, scores):
    order = np.argsort(-scores)
    hits = np.cumsum(labels[order])
    misses = np.arange(1, len(labels) + 1) - hits
    last = np.append(np.diff(scores[order]) != 0, True)  # the last example of each group of equal scores
    tpr, fpr = hits[last] / hits[-1], misses[last] / misses[-1]
    return np.concatenate([[0.0], fpr]), np.concatenate([[0.0], tpr])


def roc_auc(labels, scores):
    higher = scores[labels == 1][:, None] - scores[labels == 0]
    return float(np.mean((np.sign(higher) + 1) / 2))
