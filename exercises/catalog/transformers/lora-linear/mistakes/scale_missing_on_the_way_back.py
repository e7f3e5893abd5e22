"""worked_example

Your output has the factor alpha / r, but your gradients do not. A factor in the forward pass also belongs in the
backward pass.
"""


def forward(x, W, A, B, alpha):
    return x @ W.T + alpha / len(A) * (x @ A.T @ B.T)


def gradients(x, A, B, alpha, G):
    x = x.reshape(-1, x.shape[-1])
    G = G.reshape(len(x), len(B))
    return {"A": (G @ B).T @ x, "B": G.T @ (x @ A.T)}


def merge(W, A, B, alpha):
    return W + alpha / len(A) * B @ A
