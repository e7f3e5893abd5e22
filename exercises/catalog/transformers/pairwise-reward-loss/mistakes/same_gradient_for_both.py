"""worked_example

Both of your gradients are equal. The rejected reward enters with a minus sign, so its gradient has the other sign.
"""

import numpy as np


def reward_loss(chosen, rejected, margin=0.0):
    x = chosen - rejected - margin
    losses = np.logaddexp(0, -x)
    slope = -np.exp(-np.logaddexp(0, x)) / len(x)
    return losses.mean(), {"chosen": slope, "rejected": slope}, np.mean(chosen > rejected)
