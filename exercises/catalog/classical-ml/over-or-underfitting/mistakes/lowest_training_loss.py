"""worked_example

You return the epoch with the lowest training loss. That is nearly always the last, and says nothing about new data:
look at the validation loss.
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
    return verdict, int(np.argmin(train)) + 1
