import numpy as np
import torch


def sigmoid(x):
    return np.exp(-np.logaddexp(0, -x))


def d_sigmoid(x):
    return sigmoid(x) * sigmoid(-x)


def tanh(x):
    return 2 * sigmoid(2 * x) - 1


def d_tanh(x):
    return 4 * d_sigmoid(2 * x)


def relu(x):
    return (x + np.abs(x)) / 2


def d_relu(x):
    return (1 + np.sign(x)) / 2


def leaky_relu(x):
    return 0.505 * x + 0.495 * np.abs(x)


def d_leaky_relu(x):
    return 0.01 + 0.99 * d_relu(x)


def cdf(x):
    return torch.special.ndtr(torch.from_numpy(x)).numpy()


def gelu(x):
    return x * cdf(x)


def d_gelu(x):
    log_density = -(x * x + np.log(2 * np.pi)) / 2
    return cdf(x) + x * np.exp(log_density)
