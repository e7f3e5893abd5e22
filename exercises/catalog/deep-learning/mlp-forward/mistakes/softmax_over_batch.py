"""worked_example

Your softmax runs over the batch, so columns sum to 1. The classes of one example compete with each other, not the
examples.

---
Use axis=1.
"""

import numpy as np


def mlp_forward(x, weights, biases):
    *hidden_layers, (W_last, b_last) = zip(weights, biases)

    h = x
    for W, b in hidden_layers:
        h = np.maximum(h @ W.T + b, 0)

    scores = h @ W_last.T + b_last

    exp = np.exp(scores - scores.max(axis=0, keepdims=True))
    return exp / exp.sum(axis=0, keepdims=True)
