"""learnt_first

You ask about the gap first. As long as the training loss is not good enough the model has learnt
too little, however large the gap.
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
