import numpy as np


def diagnose(train, validation, w, good, gap):
    """What two loss curves say, and the epoch with the lowest validation loss, counted from 1."""
    t, v = np.mean(train[-w:]), np.mean(validation[-w:])
    if t > good:  # not even the training set is learnt
        verdict = "underfitting"
    elif v - t > gap:
        verdict = "overfitting"
    else:
        verdict = "good fit"
    return verdict, int(np.argmin(validation)) + 1  # argmin takes the first of equals
