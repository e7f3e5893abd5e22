import numpy as np


def fit(N, D, loss, exponents):
    """The law L = E + A / N**alpha + B / D**beta with the smallest sum of squared errors.

    N, D, loss: (runs,)    exponents: (m,), the values to try for alpha and for beta
    Returns a dict with the keys "E", "A", "B", "alpha" and "beta".
    """
    raise NotImplementedError("return the law")


def optimum(C, law):
    """The N and D with 6 * N * D = C that have the smallest loss, and this loss.

    optimum(3072, {"E": 2, "A": 4, "B": 16, "alpha": 0.5, "beta": 1}) is (16, 32, 3.5).
    """
    raise NotImplementedError("return N, D and the loss")


def isoflop(C, N, loss):
    """The best size for each budget, and the line N = k * C**a through them.

    C: (budgets,)    N, loss: (budgets, sizes)
    Returns the best sizes, (budgets,), then k and a.
    """
    raise NotImplementedError("return the best sizes, k and a")
