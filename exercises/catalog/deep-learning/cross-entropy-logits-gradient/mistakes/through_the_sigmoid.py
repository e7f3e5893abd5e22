"""worked_example

You treat each class on its own, with a sigmoid. Here the classes exclude each other, and their probabilities
come from one softmax per row.
"""

import numpy as np


def d_logits(logits, labels):
    n = len(logits)

    p = 1 / (1 + np.exp(-logits))

    p[np.arange(n), labels] -= 1
    return p / n
