"""worked_example

You leave the partner out of the sum in the denominator. It is one of the candidates: without it the fraction is not a
probability, and the loss may be negative.
"""

import numpy as np


def info_nce(A, B, temperature):
    n = len(A)
    S = unit(A) @ unit(B).T / temperature
    log_columns = log_softmax(S.T).T
    log_rows = S - np.logaddexp.reduce(S - 1e9 * np.eye(n), axis=1, keepdims=True)
    loss = -(np.trace(log_rows) + np.trace(log_columns)) / (2 * n)
    grad_S = (np.exp(log_rows) + np.exp(log_columns) - 2 * np.eye(n)) / (2 * n)
    accuracy = np.mean(S.argmax(axis=1) == np.arange(n))
    return loss, grad_S, accuracy


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def log_softmax(rows):
    return rows - np.logaddexp.reduce(rows, axis=1, keepdims=True)
