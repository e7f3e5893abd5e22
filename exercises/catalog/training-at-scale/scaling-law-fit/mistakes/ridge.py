"""exact_runs

You add a small number to the diagonal to keep the system solvable. The columns are about a thousandth as large as 1,
their products a millionth, so nothing added to them is small.

---
np.linalg.lstsq needs no such help.
"""

from itertools import product

import numpy as np


def fit(N, D, loss, exponents):
    law, smallest = {}, np.inf
    for alpha, beta in product(exponents, repeat=2):
        columns = np.stack([np.ones(len(N)), N**-alpha, D**-beta], axis=1)
        E, A, B = coefficients = np.linalg.solve(columns.T @ columns + 1e-8 * np.eye(3), columns.T @ loss)
        error = ((columns @ coefficients - loss) ** 2).sum()
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
