"""worked_example

You have the two names the wrong way round. Overfitting is learning the training set too well: its
loss is low there and high elsewhere.
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
