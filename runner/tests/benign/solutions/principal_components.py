import numpy as np


def principal_components(x):
    centred = x - x.mean(0)
    v = np.ones(x.shape[1])
    for _ in range(500):
        v = centred.T @ (centred @ v)
        v /= np.linalg.norm(v)
    return v * np.sign(v[0])
