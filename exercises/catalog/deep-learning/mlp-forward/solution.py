import numpy as np


def mlp_forward(x, weights, biases):
    """Class probabilities (n, c) of an MLP with ReLU between its layers."""
    *hidden_layers, (W_last, b_last) = zip(weights, biases)

    h = x
    for W, b in hidden_layers:
        h = np.maximum(h @ W.T + b, 0)  # (n, d_in) @ (d_in, d_out) -> (n, d_out)

    scores = h @ W_last.T + b_last  # (n, c)

    # Shifting a row changes no probability and keeps exp from overflowing.
    exp = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exp / exp.sum(axis=1, keepdims=True)
