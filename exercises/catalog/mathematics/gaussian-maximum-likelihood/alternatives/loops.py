import math


def fit(x):
    mean, squares = 0.0, 0.0
    for count, value in enumerate(x, start=1):  # Welford: one pass, and nothing large to subtract
        gap = value - mean
        mean += gap / count
        squares += gap * (value - mean)
    return mean, squares / len(x)


def log_likelihood(x, mean, variance):
    total = 0.0
    for value in x:
        total -= (math.log(2 * math.pi * variance) + (value - mean) ** 2 / variance) / 2
    return total
