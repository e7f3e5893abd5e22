import math

import numpy as np


def fit(X):
    mean, scale = [], []
    for column in X.T.tolist():
        middle = math.fsum(column) / len(column)
        mean.append(middle)
        squares = [(v - middle) ** 2 for v in column]
        scale.append(math.sqrt(sum(squares) / len(column)) if len(set(column)) > 1 else 1.0)
    return np.array(mean), np.array(scale)


def transform(X, mean, scale):
    return np.array([[(v - m) / s for v, m, s in zip(row, mean, scale)] for row in X])
