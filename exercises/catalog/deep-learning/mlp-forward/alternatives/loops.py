import math

import numpy as np


def mlp_forward(x, weights, biases):
    rows = []
    for row in x:
        h = list(row)
        for W, b in zip(weights, biases):
            z = [sum(w * v for w, v in zip(ws, h)) + shift for ws, shift in zip(W, b)]
            h = [max(v, 0.0) for v in z]
        top = max(z)
        exps = [math.exp(v - top) for v in z]
        rows.append([e / sum(exps) for e in exps])
    return np.array(rows)
