"""merged

Your merged matrix lacks the division by the rank, though your output has it.
"""


def forward(x, W, A, B, alpha):
    return x @ W.T + alpha / len(A) * (x @ A.T @ B.T)


def gradients(x, A, B, alpha, G):
    x = x.reshape(-1, x.shape[-1])
    G = alpha / len(A) * G.reshape(len(x), len(B))
    return {"A": (G @ B).T @ x, "B": G.T @ (x @ A.T)}


def merge(W, A, B, alpha):
    return W + alpha * B @ A
