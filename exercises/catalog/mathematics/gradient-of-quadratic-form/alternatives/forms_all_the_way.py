import numpy as np

A = np.array([[1.0, 0.5], [0.5, 1.0]])


def gradient(x, y):
    return form_gradient(A, np.array([x, y]))


def steepest_ascent(x, y):
    g = gradient(x, y)
    return g / np.sqrt(g @ g)


def form_gradient(A, v):
    return np.einsum("ij,j->i", A, v) + np.einsum("ij,i->j", A, v)
