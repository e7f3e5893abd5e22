"""worked_example

You return the gradient of the sum of the losses. The loss is their mean, so divide by the number of examples;
then the size of a step does not depend on the size of the batch.
"""

import numpy as np


def d_logits(logits, labels):
    n = len(logits)

    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)

    p[np.arange(n), labels] -= 1
    return p
