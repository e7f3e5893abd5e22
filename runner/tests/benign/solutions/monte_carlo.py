import numpy as np


def monte_carlo(draws, rng):
    points = rng.uniform(-1, 1, size=(draws, 2))
    return 4 * float(np.mean((points**2).sum(1) <= 1))
