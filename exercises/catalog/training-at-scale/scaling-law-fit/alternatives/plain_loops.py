from math import exp, log

import numpy as np


def fit(N, D, loss, exponents):
    candidates = []
    for alpha in exponents.tolist():
        for beta in exponents.tolist():
            columns = [[1.0] * len(N), [n**-alpha for n in N.tolist()], [d**-beta for d in D.tolist()]]
            (E, A, B), error = least_squares(columns, loss.tolist())
            candidates.append((error, {"E": E, "A": A, "B": B, "alpha": alpha, "beta": beta}))
    return min(candidates, key=lambda candidate: candidate[0])[1]


def optimum(C, law):
    def loss(log_n):
        n = exp(log_n)
        return law["E"] + law["A"] / n ** law["alpha"] + law["B"] / (C / 6 / n) ** law["beta"]

    low, high = 0.0, log(C / 6)
    for _ in range(200):
        left, right = (2 * low + high) / 3, (low + 2 * high) / 3
        if loss(left) < loss(right):
            high = right
        else:
            low = left
    n = exp(low)
    return n, C / 6 / n, loss(low)


def isoflop(C, N, loss):
    best = []
    for sizes, losses in zip(N.tolist(), loss.tolist()):
        x = [log(size) for size in sizes]
        columns = [[value**power for value in x] for power in (0, 1, 2)]
        (_, slope, curvature), _ = least_squares(columns, losses)
        best.append(-slope / curvature / 2)
    (log_k, a), _ = least_squares([[1.0] * len(best), [log(c) for c in C.tolist()]], best)
    return np.array([exp(value) for value in best]), exp(log_k), a


def least_squares(columns, y):
    """The coefficients and the sum of squared errors, by making the columns orthogonal one after the other."""
    directions, shares, rest = [], [], y
    for column in columns:
        steps = []
        for direction in directions:
            steps.append(dot(column, direction))
            column = [a - steps[-1] * b for a, b in zip(column, direction)]
        length = dot(column, column) ** 0.5
        directions.append([a / length for a in column])
        shares.append((steps, length, dot(rest, directions[-1])))
        rest = [a - shares[-1][2] * b for a, b in zip(rest, directions[-1])]
    coefficients = []
    for i in reversed(range(len(columns))):
        known = sum(shares[i + 1 + j][0][i] * value for j, value in enumerate(coefficients))
        coefficients.insert(0, (shares[i][2] - known) / shares[i][1])
    return coefficients, dot(rest, rest)


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))
