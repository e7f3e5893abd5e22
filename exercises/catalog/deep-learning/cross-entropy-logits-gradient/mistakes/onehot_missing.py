"""worked_example

You return the softmax. The loss pulls the correct class up and pushes the others down: subtract 1 at the correct class.
"""

import numpy as np


def d_logits(logits, labels):
    n = len(logits)

    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)

    return p / n
