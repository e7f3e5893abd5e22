import numpy as np


def batched_matmul(A, B):
    return np.array([[[sum(a * b for a, b in zip(row, column)) for column in y.T] for row in x] for x, y in zip(A, B)])


def scores(Q, K):
    out = np.empty((Q.shape[0], Q.shape[2], Q.shape[1], K.shape[1]))
    for b, h, i, j in np.ndindex(*out.shape):
        out[b, h, i, j] = sum(Q[b, i, h] * K[b, j, h])
    return out


def bilinear(X, W, Y):
    return np.array([sum(W[i, j] * x[i] * y[j] for i, j in np.ndindex(*W.shape)) for x, y in zip(X, Y)])
