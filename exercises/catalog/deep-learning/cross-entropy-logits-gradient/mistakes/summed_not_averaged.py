"""worked_example

You return the gradient of the sum of the losses. The loss is their mean, so divide by the number of examples. Then the
step size does not depend on the batch size.
"""

import numpy as np


def d_logits(logits, labels):
    n = len(logits)

    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)

    p[np.arange(n), labels] -= 1
    return p
