import numpy as np


def head_outputs(pattern, values, W_o):
    """Mix the values of all tokens, and write the result into the stream."""
    return pattern @ values @ W_o  # (H, n, n) @ (H, n, k) @ (H, k, d) -> (H, n, d)


def attribute(parts, scale, unembed, answer, other):
    """Each part along the direction that separates the two tokens, divided by the size of the whole stream."""
    size = np.sqrt((parts.sum(axis=0) ** 2).mean(axis=-1) + 1e-5)  # (n,)
    return parts @ direction(scale, unembed, answer, other) / size  # (C, n)


def by_source(pattern, values, W_o, stream, scale, unembed, answer, other):
    """What each token brings to the last position, by head, before the head adds it up."""
    size = np.sqrt((stream[-1] ** 2).mean() + 1e-5)
    written = W_o @ direction(scale, unembed, answer, other)  # (H, k): what a value does to the two logits
    return pattern[:, -1] * (values @ written[..., None])[..., 0] / size  # (H, n)


def direction(scale, unembed, answer, other):
    return scale * (unembed[:, answer] - unembed[:, other])  # (d,)
