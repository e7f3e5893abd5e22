import math

import numpy as np


def sigmoid(x):
    """1 / (1 + exp(-x)), of the shape of x. sigmoid([-2, 0.5]) is [0.1192, 0.6225]."""
    raise NotImplementedError


def d_sigmoid(x):
    """The derivative of sigmoid at x. d_sigmoid([-2, 0.5]) is [0.1050, 0.2350]."""
    raise NotImplementedError


def tanh(x):
    """tanh([-2, 0.5]) is [-0.9640, 0.4621]."""
    raise NotImplementedError


def d_tanh(x):
    """d_tanh([-2, 0.5]) is [0.0707, 0.7864]."""
    raise NotImplementedError


def relu(x):
    """relu([-2, 0.5]) is [0, 0.5]."""
    raise NotImplementedError


def d_relu(x):
    """d_relu([-2, 0.5]) is [0.0, 1.0]: floats."""
    raise NotImplementedError


def leaky_relu(x):
    """leaky_relu([-2, 0.5]) is [-0.02, 0.5]."""
    raise NotImplementedError


def d_leaky_relu(x):
    """d_leaky_relu([-2, 0.5]) is [0.01, 1.0]."""
    raise NotImplementedError


def gelu(x):
    """x times the normal distribution function at x. gelu([-2, 0.5]) is [-0.0455, 0.3457]."""
    raise NotImplementedError


def d_gelu(x):
    """d_gelu([-2, 0.5]) is [-0.0852, 0.8675]."""
    raise NotImplementedError
