import math

import numpy as np


def d_logits(logits, labels):
    grad = np.empty(logits.shape)
    for i, (row, label) in enumerate(zip(logits, labels)):
        top = max(row)
        exps = [math.exp(z - top) for z in row]
        for k, e in enumerate(exps):
            grad[i, k] = (e / sum(exps) - (k == label)) / len(logits)
    return grad
