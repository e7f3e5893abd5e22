"""gelu_and_slope

You take erf of x. erf belongs to a normal variable with variance 1/2, and GELU to one with variance 1.

---
The normal distribution function is (1 + erf(x / √2)) / 2.
"""

import math

import numpy as np

erf = np.vectorize(math.erf)


def sigmoid(x):
    return (1 + np.tanh(x / 2)) / 2


def d_sigmoid(x):
    s = sigmoid(x)
    return s * (1 - s)


def tanh(x):
    return np.tanh(x)


def d_tanh(x):
    return 1 - np.tanh(x) ** 2


def relu(x):
    return np.maximum(x, 0)


def d_relu(x):
    return (x > 0).astype(float)


def leaky_relu(x):
    return np.maximum(x, 0.01 * x)


def d_leaky_relu(x):
    return np.where(x > 0, 1, 0.01)


def normal_cdf(x):
    return (1 + erf(x)) / 2


def normal_density(x):
    return np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)


def gelu(x):
    return x * normal_cdf(x)


def d_gelu(x):
    return normal_cdf(x) + x * normal_density(x)
