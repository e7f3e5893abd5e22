"""worked_example

The factor alpha / r is missing. It keeps the size of the correction the same if you change the rank.
"""


def forward(x, W, A, B, alpha):
    return x @ W.T + x @ A.T @ B.T


def gradients(x, A, B, alpha, G):
    x = x.reshape(-1, x.shape[-1])
    G = G.reshape(len(x), len(B))
    return {"A": (G @ B).T @ x, "B": G.T @ (x @ A.T)}


def merge(W, A, B, alpha):
    return W + B @ A
