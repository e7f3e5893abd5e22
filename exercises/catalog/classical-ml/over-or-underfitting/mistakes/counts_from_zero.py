"""worked_example

Your epoch is counted from 0. Epochs are counted from 1 here.
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
    return verdict, int(np.argmin(validation))
