"""large_rewards

You add a small number inside the logarithm, so the loss of a badly misordered pair is capped. It should grow by 1 with
each point of reward.
"""

import numpy as np


def reward_loss(chosen, rejected, margin=0.0):
    x = chosen - rejected - margin
    losses = -np.log(1 / (1 + np.exp(-np.clip(x, -700, 700))) + 1e-12)
    slope = -np.exp(-np.logaddexp(0, x)) / len(x)
    return losses.mean(), {"chosen": slope, "rejected": -slope}, np.mean(chosen > rejected)
