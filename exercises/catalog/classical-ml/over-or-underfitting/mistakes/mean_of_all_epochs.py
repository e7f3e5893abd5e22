"""worked_example

You average the whole curve. The loss is always high at the start of a run: only the last w epochs count.
"""

import numpy as np


def diagnose(train, validation, w, good, gap):
    t, v = np.mean(train), np.mean(validation)
    if t > good:
        verdict = "underfitting"
    elif v - t > gap:
        verdict = "overfitting"
    else:
        verdict = "good fit"
    return verdict, int(np.argmin(validation)) + 1
