import numpy as np


def diagnose(train, validation, w, good, gap):
    curves = np.stack([train, validation])
    ends = curves[:, curves.shape[1] - w :].mean(axis=1)
    problems = [(ends[0] - good, "underfitting"), (np.diff(ends)[0] - gap, "overfitting")]
    epoch = curves[1].tolist().index(curves[1].min())
    return next((name for excess, name in problems if excess > 0), "good fit"), 1 + epoch
