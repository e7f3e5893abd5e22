"""worked_example

Your loss is the sum over the pairs. Use the mean, for the gradients too.
"""

import numpy as np


def reward_loss(chosen, rejected, margin=0.0):
    x = chosen - rejected - margin
    losses = np.logaddexp(0, -x)
    slope = -np.exp(-np.logaddexp(0, x)) / len(x)
    return losses.sum(), {"chosen": slope, "rejected": -slope}, np.mean(chosen > rejected)
