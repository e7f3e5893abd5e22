import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    # With the features as the first axis, statistics broadcast by themselves.
    features = np.moveaxis(x, -1, 0)
    y = (features - np.average(features, axis=0)) / np.sqrt(np.var(features, axis=0) + eps)
    return np.moveaxis(y, 0, -1) * gamma + beta
