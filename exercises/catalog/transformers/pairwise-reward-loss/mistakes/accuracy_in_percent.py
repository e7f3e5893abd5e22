"""worked_example

Your accuracy is a number of pairs or a percentage. Return a fraction from 0 to 1.
"""

import numpy as np


def reward_loss(chosen, rejected, margin=0.0):
    x = chosen - rejected - margin
    losses = np.logaddexp(0, -x)
    slope = -np.exp(-np.logaddexp(0, x)) / len(x)
    return losses.mean(), {"chosen": slope, "rejected": -slope}, 100 * np.mean(chosen > rejected)
