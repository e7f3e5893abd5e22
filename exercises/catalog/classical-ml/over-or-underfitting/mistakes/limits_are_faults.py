"""at_the_limits

You count a value exactly at its limit as too high. The rules say more than good, and more than gap.
"""

import numpy as np


def diagnose(train, validation, w, good, gap):
    t, v = np.mean(train[-w:]), np.mean(validation[-w:])
    if t >= good:
        verdict = "underfitting"
    elif v - t >= gap:
        verdict = "overfitting"
    else:
        verdict = "good fit"
    return verdict, int(np.argmin(validation)) + 1
