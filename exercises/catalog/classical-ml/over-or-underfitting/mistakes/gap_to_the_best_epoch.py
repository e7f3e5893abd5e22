"""worked_example

Your gap is between the validation loss at the end and at its best. Overfitting shows in the gap between the two curves,
validation minus training.
"""

import numpy as np


def diagnose(train, validation, w, good, gap):
    t, v = np.mean(train[-w:]), np.mean(validation[-w:])
    if t > good:
        verdict = "underfitting"
    elif v - np.min(validation) > gap:
        verdict = "overfitting"
    else:
        verdict = "good fit"
    return verdict, int(np.argmin(validation)) + 1
