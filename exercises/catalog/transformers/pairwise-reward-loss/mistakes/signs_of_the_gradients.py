"""worked_example

Your gradients have the wrong sign: the loss falls when the chosen reward rises, so its gradient is negative.
"""

import numpy as np


def reward_loss(chosen, rejected, margin=0.0):
    x = chosen - rejected - margin
    losses = np.logaddexp(0, -x)
    slope = -np.exp(-np.logaddexp(0, x)) / len(x)
    return losses.mean(), {"chosen": -slope, "rejected": slope}, np.mean(chosen > rejected)
