"""any_pairs

You use the mean of the margins for all pairs. Each pair has its own margin.
"""

import numpy as np


def reward_loss(chosen, rejected, margin=0.0):
    x = chosen - rejected - np.mean(margin)
    losses = np.logaddexp(0, -x)
    slope = -np.exp(-np.logaddexp(0, x)) / len(x)
    return losses.mean(), {"chosen": slope, "rejected": -slope}, np.mean(chosen > rejected)
