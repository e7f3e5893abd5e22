"""worked_law

You fit a plane to the logarithm of the loss. That is a law without E, and with a product in place of the sum. At
given exponents the law itself is linear, so take no logarithm.
"""

from itertools import product

import numpy as np


def fit(N, D, loss, exponents):
    law, smallest = {}, np.inf
    for alpha, beta in product(exponents, repeat=2):
        columns = np.stack([np.ones(len(N)), np.log(N), np.log(D)], axis=1)
        E, A, B = coefficients = np.linalg.lstsq(columns, np.log(loss))[0]
        error = ((columns @ coefficients - np.log(loss)) ** 2).sum()
        if error < smallest:
            law, smallest = {"E": np.exp(E), "A": np.exp(E), "B": np.exp(E), "alpha": -A, "beta": -B}, error
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
