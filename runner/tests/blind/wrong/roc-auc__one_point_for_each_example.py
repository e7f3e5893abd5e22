# The curve has one point for every example, also for equal scores, which have to cross a threshold together.
import numpy as np


def roc_curve(labels, scores):
    labels = [int(l) for l in labels]
    scores = [float(s) for s in scores]
    positives = sum(labels)
    negatives = len(labels) - positives
    fpr, tpr = [0.0], [0.0]
    for t in sorted(scores, reverse=True):
        tp = sum(1 for l, s in zip(labels, scores) if l == 1 and s >= t)
        fp = sum(1 for l, s in zip(labels, scores) if l == 0 and s >= t)
        tpr.append(tp / positives)
        fpr.append(fp / negatives)
    return np.array(fpr), np.array(tpr)


def roc_auc(labels, scores):
    wins = pairs = 0
    for li, si in zip(labels, scores):
        for lj, sj in zip(labels, scores):
            if li == 1 and lj == 0:
                pairs += 1
                if si > sj:
                    wins += 1
                elif si == sj:
                    wins += 0.5
    return wins / pairs
