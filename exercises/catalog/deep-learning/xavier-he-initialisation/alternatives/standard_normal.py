import math


def xavier(n_in, n_out, rng):
    return rng.standard_normal((n_out, n_in)) * math.sqrt(2 / (n_in + n_out))


def he(n_in, n_out, rng):
    return rng.standard_normal((n_out, n_in)) / math.sqrt(n_in / 2)
