import numpy as np


def control_labels(words, labels, rng):
    """One label for each word, whatever it means, drawn from those of all tokens."""
    distinct, place = np.unique(words, return_inverse=True)
    return rng.choice(labels, size=len(distinct))[place]


def fit(X, labels, num_labels, penalty):
    """Ridge regression on one column per label. Centering the data keeps the bias free of the penalty."""
    targets = np.eye(num_labels)[labels]  # (n, K)
    center, share = X.mean(axis=0), targets.mean(axis=0)
    centered = X - center
    gram = centered.T @ centered + penalty * np.eye(X.shape[1])  # (d, d)
    W = np.linalg.solve(gram, centered.T @ targets)
    return W, share - center @ W


def accuracy(X, labels, W, b):
    return float(((X @ W + b).argmax(axis=1) == labels).mean())


def selectivity(X, labels, control, is_training, num_labels, penalty):
    """How much better the probe is at the task than at learning the words by heart, on tokens it hasn't seen."""

    def score(task):
        W, b = fit(X[is_training], task[is_training], num_labels, penalty)
        return accuracy(X[~is_training], task[~is_training], W, b)

    return score(labels), score(control), score(labels) - score(control)
