"""large_rewards

You take the logarithm of a sigmoid that has become 0, or an exponential that overflows.

---
Write the loss as log(1 + exp(-x)) and let np.logaddexp(0, -x) compute it.
"""

import numpy as np


def reward_loss(chosen, rejected, margin=0.0):
    x = chosen - rejected - margin
    losses = -np.log(1 / (1 + np.exp(-x)))
    slope = -np.exp(-np.logaddexp(0, x)) / len(x)
    return losses.mean(), {"chosen": slope, "rejected": -slope}, np.mean(chosen > rejected)
