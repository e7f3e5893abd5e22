# The quantiles are 1 - level and level, so each tail gets the whole rest instead of half of it.
import numpy as np


def pass_at_k(n, c, k):
    result = []
    for total, right in zip(n, c):
        total, right = int(total), int(right)
        if total - right < k:
            result.append(1.0)
            continue
        wrong = 1.0
        for j in range(k):
            wrong *= (total - right - j) / (total - j)
        result.append(1.0 - wrong)
    return np.array(result)


def report(n, c, k, level, repeats, rng):
    estimates = pass_at_k(n, c, k)
    p = len(estimates)
    chosen = rng.integers(p, size=(repeats, p))
    scores = estimates[chosen].mean(axis=1)
    low, high = np.quantile(scores, [1 - level, level])
    return float(estimates.mean()), float(low), float(high)
