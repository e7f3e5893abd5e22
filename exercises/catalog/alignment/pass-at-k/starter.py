import numpy as np


def pass_at_k(n, c, k):
    """The unbiased estimate of pass@k for each problem.

    n: (p,) ints, the programs sampled    c: (p,) ints, those that pass    k: int

    Returns (p,) floats.

    With n = [5, 4, 6], c = [2, 1, 0] and k = 2 the result is [0.7, 0.5, 0].
    """
    raise NotImplementedError("return an estimate per problem")


def report(n, c, k, level, repeats, rng):
    """The mean of the estimates, and its bootstrap interval.

    level: between 0 and 1    repeats: int    rng: numpy.random.Generator

    Returns (score, low, high), three numbers.

    With the arguments above, level = 0.8, repeats = 5 and rng = np.random.default_rng(5)
    the result is (0.4, 0.273, 0.607).
    """
    raise NotImplementedError("return score, low and high")
