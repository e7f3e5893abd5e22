"""each_verdict

You call every validation loss above the training loss overfitting. A small gap is normal: compare it with gap.
"""

import numpy as np


def diagnose(train, validation, w, good, gap):
    t, v = np.mean(train[-w:]), np.mean(validation[-w:])
    if t > good:
        verdict = "underfitting"
    elif v > t:
        verdict = "overfitting"
    else:
        verdict = "good fit"
    return verdict, int(np.argmin(validation)) + 1
