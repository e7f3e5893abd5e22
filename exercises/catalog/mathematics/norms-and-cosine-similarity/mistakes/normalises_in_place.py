"""arguments_unchanged

Your function writes into its arguments, so the caller's vectors are changed.

---
X /= lengths works in place; X = X / lengths makes a new array.
"""

import math

import numpy as np


def l1_norm(x):
    return np.abs(x).sum()


def l2_norm(x):
    return math.hypot(*x)


def cosine_similarity(X, Y):
    X /= np.array([l2_norm(x) or 1.0 for x in X])[:, None]
    Y /= np.array([l2_norm(y) or 1.0 for y in Y])[:, None]
    return X @ Y.T
