import numpy as np


def reward_loss(chosen, rejected, margin=0.0):
    x = chosen - (rejected + margin)
    small = np.exp(-np.abs(x))  # at most 1, whatever the sign
    loss = np.maximum(-x, 0) + np.log1p(small)
    wrong = np.exp(-np.maximum(x, 0)) / (1 + small)  # the probability of the other order
    share = np.count_nonzero(rejected < chosen) / chosen.size
    return loss.sum() / chosen.size, {"rejected": wrong / chosen.size, "chosen": -wrong / chosen.size}, share
