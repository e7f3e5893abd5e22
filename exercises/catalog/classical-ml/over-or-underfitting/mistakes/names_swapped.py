"""worked_example

You have swapped the two names. Overfitting means learning the training set too well: the loss is low there and high
elsewhere.
"""

import numpy as np


def diagnose(train, validation, w, good, gap):
    t, v = np.mean(train[-w:]), np.mean(validation[-w:])
    if t > good:
        verdict = "overfitting"
    elif v - t > gap:
        verdict = "underfitting"
    else:
        verdict = "good fit"
    return verdict, int(np.argmin(validation)) + 1
