import cmath

import numpy as np


def complex_numbers(n):
    roots = np.exp(2j * np.pi * np.arange(n) / n)
    return roots, np.abs(roots.sum()), np.complex128(cmath.sqrt(-4)), np.roots([1, 0, 1]).imag
