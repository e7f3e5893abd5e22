import numpy as np


def head_scores(pattern, period):
    """The mean weight on three diagonals: one token back, a period back, and one token after that."""
    previous = np.diagonal(pattern, -1, 1, 2)  # (H, n - 1)
    duplicate = np.diagonal(pattern, -period, 1, 2)  # (H, n - period)
    induction = np.diagonal(pattern, 1 - period, 1, 2)[:, 1:]  # without the last token of the first period
    return tuple(scores.mean(axis=1) for scores in (previous, duplicate, induction))


def prefix_matching(pattern, tokens):
    """The weight on the tokens that came after an earlier occurrence of the current one."""
    same = np.tril(tokens[:, None] == tokens, -1)  # (n, n): [i, j] if j is an earlier occurrence
    after = np.roll(same, 1, axis=1)
    weight = (pattern * after).sum(axis=2)  # (H, n)
    repeats = same.any(axis=1)
    return weight[:, repeats].mean(axis=1) if repeats.any() else np.zeros(len(pattern))


def copying(embed, W_v, W_o, unembed):
    """How positive the eigenvalues of the whole circuit are. In another order, the product is k by k."""
    eigenvalues = np.linalg.eigvals(W_o @ (unembed @ embed) @ W_v)  # (H, k)
    return eigenvalues.sum(axis=1).real / np.abs(eigenvalues).sum(axis=1)
