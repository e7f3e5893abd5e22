import numpy as np


def answer_log_probs(logits, tokens, mask):
    """The log-probability of each answer: the sum over the tokens where the mask is True.

    logits: (n, T, V), position t predicts token t + 1    tokens: (n, T) ints    mask: (n, T) booleans

    Returns (n,).

    With logits = [[[0, 0, 0], [0, log 2, 0], [log 5, 0, 0], [0, 0, 9]]], tokens = [[2, 0, 1, 1]] and
    mask = [[False, False, True, True]] the result is [-2.639].
    """
    raise NotImplementedError("return a log-probability per sequence")


def dpo_loss(policy_chosen, policy_rejected, ref_chosen, ref_rejected, beta):
    """The loss of direct preference optimization.

    policy_chosen, policy_rejected, ref_chosen, ref_rejected: (n,) log-probabilities    beta: a number

    Returns (loss, {"chosen": (n,), "rejected": (n,)}, {"chosen": (n,), "rejected": (n,)}): loss, rewards, gradients.

    With ([-4, -7], [-9, -5], [-6, -7], [-8, -6], 0.2) the loss is 0.618, the rewards are [0.4, 0] and [-0.2, 0.2],
    and the gradients are [-0.0354, -0.0550] and [0.0354, 0.0550].
    """
    raise NotImplementedError("return loss, rewards and gradients")
