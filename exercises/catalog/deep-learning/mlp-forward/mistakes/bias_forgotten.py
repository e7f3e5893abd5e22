"""worked_example

Your layers have no bias. Each layer is W h + b, and the bias moves the point where a unit turns on.
"""

import numpy as np


def mlp_forward(x, weights, biases):
    *hidden_layers, (W_last, b_last) = zip(weights, biases)

    h = x
    for W, b in hidden_layers:
        h = np.maximum(h @ W.T, 0)

    scores = h @ W_last.T

    exp = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exp / exp.sum(axis=1, keepdims=True)
