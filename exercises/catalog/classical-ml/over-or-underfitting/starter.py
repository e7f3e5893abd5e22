import numpy as np


def diagnose(train, validation, w, good, gap):
    """The verdict on two loss curves, and the epoch with the lowest validation loss, counted from 1.

    train, validation: (n,) losses    w: epochs at the end that are averaged, at most n
    good: a loss that is good enough    gap: a difference that is still normal

    Returns ("underfitting" | "overfitting" | "good fit", epoch). With train [0.9, 0.5, 0.3, 0.2, 0.1],
    validation [1.0, 0.6, 0.35, 0.4, 0.5], w = 2, good = 0.5 and gap = 0.2: ("overfitting", 3).
    """
    raise NotImplementedError("average the ends, compare, and find the lowest validation loss")
