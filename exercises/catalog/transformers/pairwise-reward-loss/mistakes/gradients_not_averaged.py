"""worked_example

Your loss is a mean, but your gradients are those of the sum. Divide them by the number of pairs.
"""

import numpy as np


def reward_loss(chosen, rejected, margin=0.0):
    x = chosen - rejected - margin
    losses = np.logaddexp(0, -x)
    slope = -np.exp(-np.logaddexp(0, x))
    return losses.mean(), {"chosen": slope, "rejected": -slope}, np.mean(chosen > rejected)
