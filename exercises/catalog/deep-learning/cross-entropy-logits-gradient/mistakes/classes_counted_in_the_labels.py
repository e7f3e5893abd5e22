"""absent_classes

You take the largest label for the number of classes. A batch need not hold every class: the number of columns of the
logits says how many there are.
"""

import numpy as np


def d_logits(logits, labels):
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    one_hot = np.eye(max(labels.max() + 1, 2))[labels]
    return (p - one_hot) / len(labels)
