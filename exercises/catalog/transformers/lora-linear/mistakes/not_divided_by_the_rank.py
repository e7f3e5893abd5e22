"""output

You multiply by alpha but do not divide by the rank: doubling the rank would double the correction.
"""


def forward(x, W, A, B, alpha):
    return x @ W.T + alpha * (x @ A.T @ B.T)


def gradients(x, A, B, alpha, G):
    x = x.reshape(-1, x.shape[-1])
    G = alpha * G.reshape(len(x), len(B))
    return {"A": (G @ B).T @ x, "B": G.T @ (x @ A.T)}


def merge(W, A, B, alpha):
    return W + alpha * B @ A
