import numpy as np
import torch


def normal(shape, rng):
    # The value below which a uniform share of the normal distribution lies.
    return torch.special.ndtri(torch.from_numpy(rng.random(shape))).numpy()


def xavier(n_in, n_out, rng):
    return normal((n_out, n_in), rng) * (2 / (n_in + n_out)) ** 0.5


def he(n_in, n_out, rng):
    return normal((n_out, n_in), rng) * np.sqrt(2) / np.sqrt(n_in)
