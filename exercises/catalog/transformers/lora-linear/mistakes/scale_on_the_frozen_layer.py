"""worked_example

You scale the whole output by alpha / r. Scale only the correction, not the frozen layer.
"""


def forward(x, W, A, B, alpha):
    return alpha / len(A) * (x @ W.T + x @ A.T @ B.T)


def gradients(x, A, B, alpha, G):
    x = x.reshape(-1, x.shape[-1])
    G = alpha / len(A) * G.reshape(len(x), len(B))
    return {"A": (G @ B).T @ x, "B": G.T @ (x @ A.T)}


def merge(W, A, B, alpha):
    return W + alpha / len(A) * B @ A
