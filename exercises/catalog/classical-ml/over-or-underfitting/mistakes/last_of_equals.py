"""best_epoch

If several epochs are equally good, you return the last. Return the first: the later ones gained nothing.
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
    return verdict, len(validation) - int(np.argmin(validation[::-1]))
