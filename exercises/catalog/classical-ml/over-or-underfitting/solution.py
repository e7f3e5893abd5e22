import numpy as np


def diagnose(train, validation, w, good, gap):
    """The verdict on two loss curves, and the epoch with the lowest validation loss, counted from 1."""
    t, v = np.mean(train[-w:]), np.mean(validation[-w:])
    if t > good:  # the model has not even learnt the training set
        verdict = "underfitting"
    elif v - t > gap:
        verdict = "overfitting"
    else:
        verdict = "good fit"
    return verdict, int(np.argmin(validation)) + 1  # argmin returns the first of equal minima
