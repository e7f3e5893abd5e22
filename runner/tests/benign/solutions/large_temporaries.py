import numpy as np


def large_temporaries(n):
    total = 0.0
    for _ in range(3):
        a = np.ones(n)
        b = a * 2
        total += float((a + b).sum())
        del a, b
    return total
