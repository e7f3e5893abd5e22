import numpy as np


def embed(E, ids):
    return np.eye(len(E))[ids] @ E


def embedding_gradient(G, ids, V, padding=None):
    onehot = np.eye(V)[ids.ravel()]
    if padding is not None:
        onehot[:, padding] = 0
    return onehot.T @ G.reshape(ids.size, G.shape[-1])
