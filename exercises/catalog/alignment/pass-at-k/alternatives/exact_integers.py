import math

import numpy as np


def pass_at_k(n, c, k):
    quotients = []
    for total, right in zip(n.tolist(), c.tolist()):
        choices = math.comb(total, k)  # Python's integers have any size
        quotients.append((choices - math.comb(total - right, k)) / choices)
    return np.array(quotients)


def report(n, c, k, level, repeats, rng):
    estimates = pass_at_k(n, c, k)
    scores = sorted(estimates[row].mean() for row in rng.integers(len(n), size=(repeats, len(n))))
    ends = []
    for share in ((1 - level) / 2, (1 + level) / 2):
        place = share * (repeats - 1)
        part = place % 1
        ends.append((1 - part) * scores[math.floor(place)] + part * scores[math.ceil(place)])
    return sum(estimates) / len(estimates), *ends
