import numpy as np


def roc_curve(labels, scores):
    """The points of the ROC curve, from (0, 0) to (1, 1), one for each distinct score.

    labels: (n,), 0 or 1    scores: (n,)

    Returns (fpr, tpr), each (m + 1,) for m distinct scores.

    With labels = [1, 0, 1, 0, 0] and scores = [0.9, 0.8, 0.6, 0.6, 0.4]
    the result is ([0, 0, 0.333, 0.667, 1], [0, 0.5, 0.5, 1, 1]).
    """
    raise NotImplementedError("return fpr, tpr")


def roc_auc(labels, scores):
    """The probability that a positive has a higher score than a negative; a tie counts half.

    With labels = [1, 0, 1, 0, 0] and scores = [0.9, 0.8, 0.6, 0.6, 0.4] the result is 0.75.
    """
    raise NotImplementedError("return the area")
