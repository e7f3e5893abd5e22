"""large_rewards

You compute log(1 + e) with e tiny: then 1 + e rounds to 1, and the loss becomes 0.

---
np.log1p(e) keeps it.
"""

import numpy as np


def reward_loss(chosen, rejected, margin=0.0):
    x = chosen - rejected - margin
    losses = np.maximum(-x, 0) + np.log(1 + np.exp(-np.abs(x)))
    slope = -np.exp(-np.logaddexp(0, x)) / len(x)
    return losses.mean(), {"chosen": slope, "rejected": -slope}, np.mean(chosen > rejected)
