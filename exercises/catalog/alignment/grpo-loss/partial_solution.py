# Three steps are left for you. Replace each raise NotImplementedError with your code.

import numpy as np


def group_advantages(rewards):
    """The rewards of each group, minus their mean and divided by their standard deviation.

    rewards: (p, G). Returns (p, G).

    With rewards = [[1, 0, 0, 3]] the result is [[0, -0.816, -0.816, 1.633]].
    """
    # Step 1 of 3: centred (p, G), the rewards minus the mean of their group, and spread (p, 1), its standard deviation.
    raise NotImplementedError
    equal = np.ptp(rewards, axis=1, keepdims=True) == 0  # rounding may leave a spread of 1e-17 there
    return np.where(equal, 0, centred) / (spread + equal)


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip, beta):
    """The loss of group relative policy optimization.

    log_probs, old_log_probs, ref_log_probs: (n, T)    advantages: (n,)    mask: (n, T) booleans
    clip, beta: numbers

    Returns (loss, grad) with the gradient of log_probs, (n, T).
    """
    A = advantages[:, None]  # (n, 1)
    ratio = np.exp(log_probs - old_log_probs)  # (n, T)
    clipped = np.clip(ratio, 1 - clip, 1 + clip)
    gap = ref_log_probs - log_probs
    kl = np.exp(gap) - gap - 1

    # Step 2 of 3: weight (n, T), how much each token counts: all answers count equally, whatever their length, and
    # padding doesn't count. Then loss, a number. Padding may be nan, and nan times 0 is nan.
    raise NotImplementedError
    # Step 3 of 3: slope (n, T), the derivative of min(ratio * A, clipped * A) - beta * kl with respect to log_probs.
    # Where the clipped term is the smaller one, it is constant, and only the penalty has a slope.
    raise NotImplementedError
    return loss, np.where(mask, -slope * weight, 0)
