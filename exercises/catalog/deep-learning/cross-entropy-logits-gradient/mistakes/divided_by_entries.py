"""worked_example

You divide by the number of logits, n times c. The mean runs over the n examples; the classes of one example
are summed within its loss.
"""

import numpy as np


def d_logits(logits, labels):
    n = len(logits)

    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)

    p[np.arange(n), labels] -= 1
    return p / p.size
