"""wobbling_ends

You judge by the last epoch alone. Curves are noisy: take the mean of the last w.
"""

import numpy as np


def diagnose(train, validation, w, good, gap):
    t, v = train[-1], validation[-1]
    if t > good:
        verdict = "underfitting"
    elif v - t > gap:
        verdict = "overfitting"
    else:
        verdict = "good fit"
    return verdict, int(np.argmin(validation)) + 1
