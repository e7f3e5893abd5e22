"""arguments_unchanged

You add the correction to the caller's W in place. All corrections share the frozen matrix: write W = W + ..., which
makes a new one.
"""


def forward(x, W, A, B, alpha):
    return x @ W.T + alpha / len(A) * (x @ A.T @ B.T)


def gradients(x, A, B, alpha, G):
    x = x.reshape(-1, x.shape[-1])
    G = alpha / len(A) * G.reshape(len(x), len(B))
    return {"A": (G @ B).T @ x, "B": G.T @ (x @ A.T)}


def merge(W, A, B, alpha):
    W += alpha / len(A) * B @ A
    return W
