import numpy as np


def gae(rewards, values, done, last_values, gamma, lam):
    """Generalized advantages, and the targets of the value network.

    rewards, values: (n, T)    done: (n, T) booleans    last_values: (n,)    gamma, lam: numbers

    Returns (advantages, returns), (n, T) each.

    With rewards = [[1, 0, 2], [0, 3, 1]], values = [[2, 1, 4], [1, 2, 3]], last_values = [6, 9],
    done = [[False, True, False], [False, False, True]], gamma = 0.5 and lam = 0.8
    the advantages are [[-0.9, -1, 1], [0.68, 1.7, -2]].
    """
    raise NotImplementedError("return advantages and returns")


def ppo_loss(log_probs, old_log_probs, advantages, values, returns, clip, value_weight):
    """The loss of PPO: clipped policy loss and squared error of the values.

    log_probs, old_log_probs, advantages, values, returns: (n, T)    clip, value_weight: numbers

    Returns (loss, {"log_probs": (n, T), "values": (n, T)}): a number and the gradients.
    """
    raise NotImplementedError("return loss and gradients")
