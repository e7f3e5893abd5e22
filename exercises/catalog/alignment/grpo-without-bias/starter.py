import numpy as np


def advantages(rewards, recipe):
    """The advantage of each answer in its group.

    rewards: (p, G)    recipe: "grpo", "dr_grpo" or "dapo". Returns (p, G).

    With rewards = [[1, 0, 0, 0, 0]] it is [[0.8, -0.2, -0.2, -0.2, -0.2]] in "dr_grpo".
    """
    raise NotImplementedError("return the advantages")


def token_weights(rewards, mask, recipe, max_length):
    """How much each token counts in the loss.

    rewards: (p, G)    mask: (p, G, T) booleans    max_length: the most tokens that an answer may have

    Returns (p, G, T).
    """
    raise NotImplementedError("return the weights")


def token_pull(rewards, lengths, recipe, max_length):
    """How strongly the first step raises the log-probability of each token of an answer.

    rewards: (p, G)    lengths: (p, G) ints. Returns (p, G).
    """
    raise NotImplementedError("return the pull on a token of each answer")


def policy_loss(log_probs, old_log_probs, rewards, mask, recipe, low, high, max_length):
    """The clipped loss, and its gradient.

    log_probs, old_log_probs: (p, G, T)    rewards: (p, G)    mask: (p, G, T) booleans

    Returns (loss, grad) with the gradient of log_probs, (p, G, T).
    """
    raise NotImplementedError("return the loss and the gradient of log_probs")
