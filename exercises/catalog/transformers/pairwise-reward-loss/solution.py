import numpy as np


def reward_loss(chosen, rejected, margin=0.0):
    """-log sigmoid of the differences, its derivative, and the fraction of pairs in order."""
    x = chosen - rejected - margin  # (n,)
    losses = np.logaddexp(0, -x)  # log(1 + exp(-x)), without overflow
    slope = -np.exp(-np.logaddexp(0, x)) / len(x)  # -sigmoid(-x), divided by n for the mean
    return losses.mean(), {"chosen": slope, "rejected": -slope}, np.mean(chosen > rejected)
