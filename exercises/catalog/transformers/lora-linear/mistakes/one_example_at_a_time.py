"""gradients_of_the_factors

With several leading axes you use the gradients of the first example or sequence only. Sum over all examples.
"""


def forward(x, W, A, B, alpha):
    return x @ W.T + alpha / len(A) * (x @ A.T @ B.T)


def gradients(x, A, B, alpha, G):
    if x.ndim > 2:
        x, G = x[0], G[0]
    x = x.reshape(-1, x.shape[-1])
    G = alpha / len(A) * G.reshape(len(x), len(B))
    return {"A": (G @ B).T @ x, "B": G.T @ (x @ A.T)}


def merge(W, A, B, alpha):
    return W + alpha / len(A) * B @ A
