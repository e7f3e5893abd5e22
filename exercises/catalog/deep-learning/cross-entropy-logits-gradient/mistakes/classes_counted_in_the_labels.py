"""absent_classes

You derive the number of classes from the largest label. A batch may not contain every class: use the number of columns
of the logits.
"""

import numpy as np


def d_logits(logits, labels):
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    one_hot = np.eye(max(labels.max() + 1, 2))[labels]
    return (p - one_hot) / len(labels)
