"""worked_example

You look for the best epoch among the last w only. It may come much earlier: search the whole curve.
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
    return verdict, len(validation) - w + int(np.argmin(validation[-w:])) + 1
