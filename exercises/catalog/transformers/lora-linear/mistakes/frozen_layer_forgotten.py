"""worked_example

Your output is only the correction. Add the output of the frozen layer, x W^T.
"""


def forward(x, W, A, B, alpha):
    return alpha / len(A) * (x @ A.T @ B.T)


def gradients(x, A, B, alpha, G):
    x = x.reshape(-1, x.shape[-1])
    G = alpha / len(A) * G.reshape(len(x), len(B))
    return {"A": (G @ B).T @ x, "B": G.T @ (x @ A.T)}


def merge(W, A, B, alpha):
    return W + alpha / len(A) * B @ A
