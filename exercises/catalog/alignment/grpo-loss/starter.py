import numpy as np


def group_advantages(rewards):
    """The rewards of each group, minus their mean and divided by their standard deviation.

    rewards: (p, G). Returns (p, G).

    With rewards = [[1, 0, 0, 3]] the result is [[0, -0.816, -0.816, 1.633]].
    """
    raise NotImplementedError("return the advantages")


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip, beta):
    """The loss of group relative policy optimization.

    log_probs, old_log_probs, ref_log_probs: (n, T)    advantages: (n,)    mask: (n, T) booleans
    clip, beta: numbers

    Returns (loss, grad) with the gradient of log_probs, (n, T).
    """
    raise NotImplementedError("return the loss and the gradient of log_probs")
