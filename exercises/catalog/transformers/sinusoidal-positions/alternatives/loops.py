import math

import numpy as np


def vector(p, d):
    values = []
    for even in range(0, d, 2):
        angle = p / 10000 ** (even / d)
        values += [math.sin(angle), math.cos(angle)]
    return values


def sinusoidal_positions(positions, d):
    return np.array([vector(p, d) for p in positions.flat]).reshape(*positions.shape, d)
