"""worked_example

Your output has the factor alpha / r and your gradients do not. Whatever is multiplied on the way forward is
multiplied on the way back.
"""


def forward(x, W, A, B, alpha):
    return x @ W.T + alpha / len(A) * (x @ A.T @ B.T)


def gradients(x, A, B, alpha, G):
    x = x.reshape(-1, x.shape[-1])
    G = G.reshape(len(x), len(B))
    return {"A": (G @ B).T @ x, "B": G.T @ (x @ A.T)}


def merge(W, A, B, alpha):
    return W + alpha / len(A) * B @ A
