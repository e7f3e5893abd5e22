"""the_impossible_happens

You turn every value that is not finite into a number. That is right where p is 0, but where q is 0 and p is not, the
answer is infinity.
"""

import numpy as np


def entropy(p):
    return -np.nan_to_num(p * np.log(p)).sum(axis=-1)


def cross_entropy(p, q):
    return -np.nan_to_num(p * np.log(q), neginf=0.0).sum(axis=-1)


def kl_divergence(p, q):
    return np.nan_to_num(p * (np.log(p) - np.log(q)), posinf=0.0).sum(axis=-1)
