import numpy as np


def roc_curve(labels, scores):
    points = [(0.0, 0.0)]
    positives, negatives = scores[labels == 1], scores[labels == 0]
    for threshold in sorted(set(scores.tolist()), reverse=True):
        points.append((np.mean(negatives >= threshold), np.mean(positives >= threshold)))
    fpr, tpr = zip(*points)
    return np.array(fpr), np.array(tpr)


def roc_auc(labels, scores):
    # Mann and Whitney: the sum of the positives' ranks, equal scores sharing the mean of theirs.
    _, group, sizes = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(sizes) - (sizes - 1) / 2)[group]
    p = int(labels.sum())
    return (float(ranks @ labels) - p * (p + 1) / 2) / (p * (len(labels) - p))
