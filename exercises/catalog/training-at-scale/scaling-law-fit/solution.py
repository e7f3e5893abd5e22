from itertools import product

import numpy as np


def fit(N, D, loss, exponents):
    """For given exponents the law is linear in E, A and B: try all pairs of exponents."""
    law, smallest = {}, np.inf
    for alpha, beta in product(exponents, repeat=2):
        columns = np.stack([np.ones(len(N)), N**-alpha, D**-beta], axis=1)  # (runs, 3)
        E, A, B = coefficients = np.linalg.lstsq(columns, loss)[0]
        error = ((columns @ coefficients - loss) ** 2).sum()
        if error < smallest:
            law, smallest = {"E": E, "A": A, "B": B, "alpha": alpha, "beta": beta}, error
    return law


def optimum(C, law):
    """Where alpha A / N**alpha = beta B / D**beta: a percent more of N gains as much as a percent more of D."""
    A, B, alpha, beta = law["A"], law["B"], law["alpha"], law["beta"]
    N = (alpha * A / (beta * B) * (C / 6) ** beta) ** (1 / (alpha + beta))
    D = C / (6 * N)
    return N, D, law["E"] + A / N**alpha + B / D**beta


def isoflop(C, N, loss):
    """A parabola for each budget, then a line through their lowest points, all over logarithms."""
    best = []
    for sizes, losses in zip(N, loss):
        curvature, slope, _ = np.polyfit(np.log(sizes), losses, 2)
        best.append(np.exp(-slope / (2 * curvature)))
    a, log_k = np.polyfit(np.log(C), np.log(best), 1)
    return np.array(best), np.exp(log_k), a
