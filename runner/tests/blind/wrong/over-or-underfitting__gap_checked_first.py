# The gap is checked before the training loss, so a model that has not learnt the training set is called overfitting.
import numpy as np


def diagnose(train, validation, w, good, gap):
    t = np.mean(train[-w:])
    v = np.mean(validation[-w:])
    if v - t > gap:
        verdict = "overfitting"
    elif t > good:
        verdict = "underfitting"
    else:
        verdict = "good fit"
    return verdict, int(np.argmin(validation)) + 1
