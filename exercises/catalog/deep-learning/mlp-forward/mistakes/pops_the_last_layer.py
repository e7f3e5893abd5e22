"""arguments_unchanged

You remove the last layer from the caller's lists with pop, so on the next call the network is one layer shorter.

---
Use weights[-1] instead.
"""

import numpy as np


def mlp_forward(x, weights, biases):
    W_last, b_last = weights.pop(), biases.pop()
    hidden_layers = zip(weights, biases)

    h = x
    for W, b in hidden_layers:
        h = np.maximum(h @ W.T + b, 0)

    scores = h @ W_last.T + b_last

    exp = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exp / exp.sum(axis=1, keepdims=True)
