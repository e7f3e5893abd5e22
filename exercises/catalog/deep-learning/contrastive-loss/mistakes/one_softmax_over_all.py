"""worked_example

Your softmax runs over the whole matrix. Each row is a separate distribution, and so is each column.
"""

import numpy as np


def info_nce(A, B, temperature):
    n = len(A)
    S = unit(A) @ unit(B).T / temperature
    log_rows = log_columns = S - np.logaddexp.reduce(S, axis=None)
    loss = -(np.trace(log_rows) + np.trace(log_columns)) / (2 * n)
    grad_S = (np.exp(log_rows) + np.exp(log_columns) - 2 * np.eye(n)) / (2 * n)
    accuracy = np.mean(S.argmax(axis=1) == np.arange(n))
    return loss, grad_S, accuracy


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def log_softmax(rows):
    return rows - np.logaddexp.reduce(rows, axis=1, keepdims=True)
