def batched_matmul(A, B):
    return (A[:, :, :, None] * B[:, None, :, :]).sum(axis=2)


def scores(Q, K):
    Q, K = Q.swapaxes(1, 2), K.swapaxes(1, 2)
    return (Q[:, :, :, None] * K[:, :, None]).sum(axis=4)


def bilinear(X, W, Y):
    return (X[:, :, None] * W * Y[:, None, :]).sum(axis=(1, 2))
