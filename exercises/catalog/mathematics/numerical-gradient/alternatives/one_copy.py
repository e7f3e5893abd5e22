import numpy as np


def numerical_gradient(f, x, h):
    point = x.astype(float)
    slopes = []
    for place in np.ndindex(point.shape):
        kept = point[place]
        point[place] = kept + h
        above = f(point)
        point[place] = kept - h
        slopes.append((above - f(point)) / h / 2)
        point[place] = kept
    return np.array(slopes).reshape(x.shape)


def gradient_of_polynomial(coefficients, powers, x, h):
    def f(point):
        return float(coefficients @ np.prod(point.ravel() ** powers, axis=1))

    return numerical_gradient(f, x, h)
