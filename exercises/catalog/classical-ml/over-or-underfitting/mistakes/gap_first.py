"""learnt_first

You check the gap first. As long as the training loss is not good enough, the model is underfitting, however large the
gap.
"""

import numpy as np


def diagnose(train, validation, w, good, gap):
    t, v = np.mean(train[-w:]), np.mean(validation[-w:])
    if v - t > gap:
        verdict = "overfitting"
    elif t > good:
        verdict = "underfitting"
    else:
        verdict = "good fit"
    return verdict, int(np.argmin(validation)) + 1
