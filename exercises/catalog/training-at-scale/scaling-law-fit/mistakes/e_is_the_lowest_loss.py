"""worked_law

You take the lowest loss of all runs as E. A larger model with more data still gets below it: E is an unknown of the
fit, like A and B.
"""

from itertools import product

import numpy as np


def fit(N, D, loss, exponents):
    law, smallest = {}, np.inf
    for alpha, beta in product(exponents, repeat=2):
        columns = np.stack([N**-alpha, D**-beta], axis=1)
        E = loss.min()
        A, B = coefficients = np.linalg.lstsq(columns, loss - E)[0]
        error = ((columns @ coefficients + E - loss) ** 2).sum()
        if error < smallest:
            law, smallest = {"E": E, "A": A, "B": B, "alpha": alpha, "beta": beta}, error
    return law


def optimum(C, law):
    A, B, alpha, beta = law["A"], law["B"], law["alpha"], law["beta"]
    N = (alpha * A / (beta * B) * (C / 6) ** beta) ** (1 / (alpha + beta))
    D = C / (6 * N)
    return N, D, law["E"] + A / N**alpha + B / D**beta


def isoflop(C, N, loss):
    best = []
    for sizes, losses in zip(N, loss):
        curvature, slope, _ = np.polyfit(np.log(sizes), losses, 2)
        best.append(np.exp(-slope / (2 * curvature)))
    a, log_k = np.polyfit(np.log(C), np.log(best), 1)
    return np.array(best), np.exp(log_k), a
