import math

import numpy as np


def log_sum_exp(values):
    top = max(values)
    return top + math.log(sum(math.exp(v - top) for v in values))


def info_nce(A, B, temperature):
    n = len(A)
    S = [[float(a @ b) / (math.hypot(*a) * math.hypot(*b) * temperature) for b in B] for a in A]
    rows = [log_sum_exp(row) for row in S]
    columns = [log_sum_exp(column) for column in zip(*S)]
    loss = 0.0
    grad = np.empty((n, n))
    for i in range(n):
        loss += (rows[i] + columns[i]) / 2 - S[i][i]
        for j in range(n):
            grad[i, j] = (math.exp(S[i][j] - rows[i]) + math.exp(S[i][j] - columns[j])) / (2 * n)
        grad[i, i] -= 1 / n
    return loss / n, grad, sum(max(row) == row[i] for i, row in enumerate(S)) / n
