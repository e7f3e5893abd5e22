import numpy as np


def control_labels(words, labels, rng):
    """A random label for each word, the same wherever it occurs.

    words: (n,)    labels: (n,), the labels of the real task    rng: a NumPy generator
    Returns (n,).
    """
    raise NotImplementedError("return the labels of the control task")


def fit(X, labels, num_labels, penalty):
    """A linear probe.

    X: (n, d)    labels: (n,)
    Returns (W, b): (d, num_labels) and (num_labels,).
    """
    raise NotImplementedError("return the weights and the biases")


def accuracy(X, labels, W, b):
    """The share of the tokens whose largest score is that of their label, a float."""
    raise NotImplementedError("return the accuracy")


def selectivity(X, labels, control, is_training, num_labels, penalty):
    """Probe the task and the control task.

    control: (n,), the labels of the control task    is_training: (n,) bools
    Returns (accuracy on the task, accuracy on the control task, their difference), three floats.
    """
    raise NotImplementedError("return the two accuracies and their difference")
