"""curves_unchanged

The answer is right, but you sorted the caller's validation curve. Find the smallest value without modifying the array.
"""

import numpy as np


def diagnose(train, validation, w, good, gap):
    t, v = np.mean(train[-w:]), np.mean(validation[-w:])
    if t > good:
        verdict = "underfitting"
    elif v - t > gap:
        verdict = "overfitting"
    else:
        verdict = "good fit"
    best = int(np.argmin(validation)) + 1
    validation.sort()
    return verdict, best
