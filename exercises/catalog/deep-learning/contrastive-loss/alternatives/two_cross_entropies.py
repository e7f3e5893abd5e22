import numpy as np


def cross_entropy(S):
    """Mean loss and gradient, with the diagonal as the right classes."""
    n = len(S)
    S = S - S.max(axis=1)[:, None]
    e = np.exp(S)
    p = e / e.sum(axis=1)[:, None]
    right = np.arange(n)
    loss = (np.log(e.sum(axis=1)) - S[right, right]).sum() / n
    p[right, right] -= 1
    return loss, p / n


def info_nce(A, B, temperature):
    a = A / np.sqrt((A * A).sum(axis=1))[:, None]
    b = B / np.sqrt((B * B).sum(axis=1))[:, None]
    S = np.einsum("id,jd->ij", a, b) / temperature
    (loss, grad), (other_loss, other_grad) = cross_entropy(S), cross_entropy(S.T)
    hits = sum(int(np.argmax(row)) == i for i, row in enumerate(S))
    return (loss + other_loss) / 2, (grad + other_grad.T) / 2, hits / len(S)
