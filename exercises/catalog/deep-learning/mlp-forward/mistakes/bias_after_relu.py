"""worked_example

You add the bias after the ReLU. Add it inside: the bias decides where the unit turns on.
"""

import numpy as np


def mlp_forward(x, weights, biases):
    *hidden_layers, (W_last, b_last) = zip(weights, biases)

    h = x
    for W, b in hidden_layers:
        h = np.maximum(h @ W.T, 0) + b

    scores = h @ W_last.T + b_last

    exp = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exp / exp.sum(axis=1, keepdims=True)
