"""worked_example

You return the softmax. The loss pulls the right class up and pushes the others down, so 1 is subtracted where
the class is right.
"""

import numpy as np


def d_logits(logits, labels):
    n = len(logits)

    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)

    return p / n
