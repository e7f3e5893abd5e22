import numpy as np


def info_nce(A, B, temperature):
    """Cross-entropy with the diagonal as the correct class, along the rows and down the columns."""
    n = len(A)
    S = unit(A) @ unit(B).T / temperature  # (n, n)

    log_rows, log_columns = log_softmax(S), log_softmax(S.T).T
    loss = -(np.trace(log_rows) + np.trace(log_columns)) / (2 * n)

    # each softmax minus one-hot, as for any cross-entropy
    grad_S = (np.exp(log_rows) + np.exp(log_columns) - 2 * np.eye(n)) / (2 * n)
    accuracy = np.mean(S.argmax(axis=1) == np.arange(n))
    return loss, grad_S, accuracy


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def log_softmax(rows):
    return rows - np.logaddexp.reduce(rows, axis=1, keepdims=True)
