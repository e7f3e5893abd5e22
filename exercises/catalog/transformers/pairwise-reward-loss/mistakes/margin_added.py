"""worked_example

You add the margin to the difference. It is subtracted: a clear choice asks for a larger distance.
"""

import numpy as np


def reward_loss(chosen, rejected, margin=0.0):
    x = chosen - rejected + margin
    losses = np.logaddexp(0, -x)
    slope = -np.exp(-np.logaddexp(0, x)) / len(x)
    return losses.mean(), {"chosen": slope, "rejected": -slope}, np.mean(chosen > rejected)
