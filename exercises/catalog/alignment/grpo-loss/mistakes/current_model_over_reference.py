"""worked_example

Your penalty has the gap the wrong way round: it is the reference minus the current model. The tokens come from the
current model, and only this way the mean of the penalty is its divergence from the reference.
"""

import numpy as np


def group_advantages(rewards):
    centred = rewards - rewards.mean(axis=1, keepdims=True)
    spread = rewards.std(axis=1, keepdims=True)
    equal = np.ptp(rewards, axis=1, keepdims=True) == 0
    return np.where(equal, 0, centred) / (spread + equal)


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip, beta):
    A = advantages[:, None]
    ratio = np.exp(log_probs - old_log_probs)
    clipped = np.clip(ratio, 1 - clip, 1 + clip)
    gap = log_probs - ref_log_probs
    kl = np.exp(gap) - gap - 1

    weight = mask / mask.sum(axis=1, keepdims=True) / len(mask)
    loss = -np.where(mask, (np.minimum(ratio * A, clipped * A) - beta * kl) * weight, 0).sum()
    flows = ratio * A <= clipped * A
    slope = np.where(flows, ratio * A, 0) - beta * (1 - np.exp(gap))
    return loss, np.where(mask, -slope * weight, 0)
