"""worked_example

You multiply by W without transposing it. A weight matrix has the shape (out, in) and an example is a row. With square
matrices the wrong product has the right shape, so no error tells you.

---
A layer is h @ W.T.
"""

import numpy as np


def mlp_forward(x, weights, biases):
    *hidden_layers, (W_last, b_last) = zip(weights, biases)

    h = x
    for W, b in hidden_layers:
        h = np.maximum(h @ W + b, 0)

    scores = h @ W_last + b_last

    exp = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exp / exp.sum(axis=1, keepdims=True)
